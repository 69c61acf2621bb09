/** What the web chat itself says to people; everything else they read there comes from the conversation core. */

/** Ends the visitor for good, in any mode (退出). */
export function isLeaveWord(text: string): boolean {
  return text.trim() === '退出';
}

/** Ends the visit at the reception-hall terminal (结束). */
export function isFinishWord(text: string): boolean {
  return text.trim() === '结束';
}

export const webChatText = {
  malformedFrame: () => '这条消息没有看懂,请刷新页面再发一次。',
  messageIdRefused: () => '这条消息没有编号,请刷新页面再发一次。',
  emptyMessage: () => '这条消息是空的,请写上要说的话。',
  frameTooLarge: () => '这条消息太长了,请分成几条发。',
  rateLimited: () => '您发得有点快,稍等一会儿会自动接着发,不会丢。',
  busy: () => '前面的消息还在办,稍等一会儿会自动接着发,不会丢。',
  tryAgain: () => '刚才没有办成,没有丢,会自动再试。',
  historyUnavailable: () => '以前的对话暂时看不到,不影响您现在说事。',
  fileUnknown: () => '这个文件没有找到,请重新选一次再发。',
  fileMissing: () => '没有收到文件,请重新选一次。',
  fileTooLarge: (megabytes: number) => `文件太大了,一个文件不能超过${megabytes}兆。`,
  fileTypeRefused: () => '这种文件收不了。请发照片、录音、视频或常见文档。',
  fileNotStored: () => '文件没有存上,请再试一次。',
  visitorUnknown: () => '页面放得太久了,请刷新后再发。',
  visitEnded: () => '这次谈话已经结束,请刷新页面重新开始。',
  foreignOrigin: () => '请在本页面里使用。',
  tooManySockets: () => '这个网络上打开的页面太多了,请关掉几个再试。',
  terminalFinished: () => '已经结束,屏幕上的内容都清掉了。',
};
