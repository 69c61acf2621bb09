/** What every form says, whatever it asks. */
export const form = {
  submitWord: () => '提交',
  notUnderstood: (misses: number) =>
    misses < 2 ? '这句我没听明白,换个说法试试。' : '我还是没听明白。选下面的数字就行,也可以找工作人员。',
  backTo: () => '接着刚才的。',
  stillNeeded: () => '还差一样,补上就能提交。',
  restored: () => '已恢复,接着填。',
  cancelled: () => '已取消,没有提交。十分钟内回复“恢复”可以接着填。',
  nothingToRestore: () => '没有可以恢复的内容。有事直接说,或回复“菜单”。',
  restarted: () => '好,从头来。',
  nothingBefore: () => '前面没有了。',
  steppedBack: () => '回到上一步。',
  goOn: () => ({ value: '我的草稿', label: '接着填' }),
  stillToSubmit: () => '没错就回复“提交”,要改直接说。',
  keptAside: () => '刚才没填完的先放着,这件办完接着填。',
  toPerson: () => ({ value: '人工', label: '找工作人员' }),
  welcomeBack: (recap: string) => `您回来了。上次说到这里,还没提交:\n${recap}`,
  updated: () => '系统更新过,上次没填完的要重说一遍,对不住。',
};
