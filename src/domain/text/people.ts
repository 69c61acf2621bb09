import { choice } from './choice.js';

/** Handing over to a person, danger, and the person's own data. */
export const handover = {
  opened: (telephone: string, hours: string) =>
    `我已记下您的请求,留给值班同志,有人接手就告诉您。急事现在就打 ${telephone}(${hours})。您接着说,我都记着。`,
  waiting: (telephone: string) => `您的请求已记下,还没人接手。急事现在就打 ${telephone}。`,
  taken: () => '值班同志已接手您的请求。',
};

export const danger = {
  /** What to do now, from `data/danger.json`, with who has been told. */
  answer: (advice: string, taken: boolean) =>
    taken
      ? `${advice}\n值班同志已接手您的请求。`
      : `${advice}\n我已记下,留给值班同志,现在还没人看到。急事现在就打电话,别等回复。`,
  goOn: () => '人安全了,再接着说事。',
};

export const personal = {
  none: () => '我这里没有您的个人信息。',
  shown: (lines: string[]) =>
    `您登记过的信息:\n${lines.join('\n')}\n要改回复“更正信息”,不想再关联回复“注销”。`,
  line: (petitionNo: string, parts: string[]) => `${petitionNo}:${parts.join(' ') || '没留姓名'}`,
  requests: (kinds: string[]) => `还在处理:${kinds.join('、')}。`,
  kind: (kind: 'correction' | 'unlink') => (kind === 'correction' ? '更正信息' : '注销'),
  askCorrection: () => '哪里要改、改成什么?请写清楚,工作人员核对后改。',
  correctionDone: () => '记下了,工作人员核对后改。',
  askUnlink: () => '注销后,这个账号看不到登记过的事,事情照办。要工作人员核对后办。确定吗?',
  unlinkChoices: () => [choice('提交', '确定注销'), choice('取消', '不注销')],
  unlinkDone: () => '记下了,工作人员核对后办。请先记好编号和查询码。',
  atTerminal: () => '这台机器不留任何人的信息。请用您自己的微信或网页看。',
};

export const guide = {
  pick: () => '想了解哪方面?',
  article: (articles: string[]) => `(${articles.join('、')})`,
};
