/** What the official account (公众号) itself says and writes; the conversation's sentences stand elsewhere. */

/** The words that ask for what is left of a long answer, and for the menu. */
export const officialAccountWord = { continue: '继续', menu: '菜单' } as const;

export const officialAccountText = {
  /** After a subscription: what can be done, how to begin, where help is. */
  welcome: [
    '您好,这里可以反映问题、查办理进度。',
    '直接说出您的事就行,打字、语音都可以。',
    '回复“菜单”看全部,回复“人工”找工作人员。',
  ].join('\n'),
  tooFast: '您发得太快,这一句没有收下。请等一分钟再发一次。',
  /** The message is on disk, the store is not there: the answer waits. */
  keptForLater: '您的话已经存下,系统恢复后马上办。过几分钟回复“继续”看结果,不用再说一遍。',
  typeInstead: '语音没听清,请打字再说一遍;这段录音已留作材料。',
  noMediaHere: '这里暂时收不了照片、录音和视频。请用文字说,材料可以带到接待中心。',
  noFilesHere: '这里收不了文件。请把材料拍成照片发来。',
  notDone: '刚才那句话没能办成,对不起。请再说一遍,或回复“人工”找工作人员。',
  moreFollows: '(未完,回复“继续”看下文)',
  choice: (value: string, label: string): string =>
    /^\d+$/.test(value) ? `${value} ${label}` : `回复“${value}”:${label}`,
  plainChoice: (value: string): string => `回复“${value}”`,
} as const;

/** The three menus of the account and what stands in them, by intent. */
export const officialAccountMenu = [
  {
    name: '我要信访',
    items: [
      { name: '我要反映', intent: 'file_petition' },
      { name: '我要建议', intent: 'suggestion' },
      { name: '我的草稿', intent: 'my_drafts' },
    ],
  },
  {
    name: '查询办理',
    items: [
      { name: '查询进度', intent: 'query_petition' },
      { name: '满意度评价', intent: 'rate' },
      { name: '补充材料', intent: 'supplement' },
    ],
  },
  {
    name: '信访服务',
    items: [
      { name: '接访安排', intent: 'reception_schedule' },
      { name: '预约接访', intent: 'book_reception' },
      { name: '信访指南', intent: 'guide' },
      { name: '联系我们', intent: 'contact' },
    ],
  },
] as const;

/** Where a sentence ends, and where a part of one may end, for cutting long answers. */
export const sentenceEnds = '。！？；…!?;\n';
export const clauseEnds = '，、：,: ';

/** What a notice outside the chat may say of a petition's step; nothing else is ever put into one. */
export const noticeStep = {
  petition_registered: '已登记',
  petition_referred: '已转交负责单位',
  petition_accepted: '已受理',
  petition_declined: '有书面答复',
  petition_extended: '办理时间有变化',
  petition_replied: '有书面答复',
  petition_review: '复查有进展',
  material_needed: '需要您补充材料',
  rating_invited: '请您评价',
  reception_booked: '预约有结果',
  reception_changed: '接待时间有变化',
  draft_expiring: '草稿即将删除',
  message_waiting: '有新消息等您看',
} as const;

export const noticeText = {
  /** The platform's date field: 2026年12月9日 */
  day: (day: string): string => {
    const [year, month, date] = day.split('-').map(Number);
    return `${year}年${month}月${date}日`;
  },
  openChat: '打开对话回复“查询”',
} as const;
