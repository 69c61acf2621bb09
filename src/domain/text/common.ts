import { choice } from './choice.js';

/** Menu, greetings and everything that belongs to no single subject. */
export const common = {
  menu: (sampleData: boolean) =>
    `${sampleData ? '这里装的是示例数据,不会真的办理。\n' : ''}您想办什么?直接说事也行。`,
  menuChoices: () => [
    choice('我要信访'),
    choice('查询'),
    choice('接访安排'),
    choice('预约接访'),
    choice('信访指南'),
  ],
  help: () =>
    '有事直接说,一句话就行,语音、照片也行。\n填错了说“修改手机”“不是一村是三村”;说“返回”退一步,“取消”不填了,“重来”从头说。\n回复“查询”看进度,“人工”找工作人员,“隐私”看信息怎么用。',
  greeting: () => '您好,这里是信访通。有什么难处直接说,或者看看菜单。',
  fine: () => '好。有事随时说。',
  thanks: () => '不客气。有事随时说。',
  abuse: () => '心里有气可以理解。把事情说给我听,我帮您登记上去。',
  unknown: () => '这句我没听明白。有难处就说说什么事、在哪儿;或者选一个。',
  welcome: () =>
    '您好,这里是信访通。\n有事直接说:什么事、在哪儿、想怎么解决。\n回复“查询”看进度,“菜单”看全部。',
  exit: () => '已退出。这台设备上看不到您的内容了,办着的事不受影响。',
  reception: (telephone: string) =>
    `领导接访的日子现在还不能在这里查,请打 ${telephone} 问。工作日您也可以直接到来访接待中心。`,
  contact: (telephone: string, hours: string) =>
    `电话 ${telephone},${hours}。地址和各镇接待点在“信访指南”里。`,
  expiring: (day: string) => `您有一份没提交的登记,${day}会清除。要接着办,回复“我的草稿”。`,
  noDraft: () => '没有没填完的登记。有事直接说就行。',
  menuWord: () => '菜单',
  guideSheetWord: () => '须知',
  seenBefore: () => '这条已经收到过了。',
  filesSent: (count: number) => `(${count} 份照片或材料)`,
  tooMany: () => '今天发来的消息太多,先歇一歇。急事请打电话。',
  careInjury: () => '人伤着了要紧,先看伤。',
  careDistress: () => '您受委屈了,慢慢说,我在听。想和人说话就回复“人工”。',
};
