import type { RatedObject, RatingLevel } from '../rating.js';
import { choice } from './choice.js';
import { monthDay } from './format.js';

/** What adding to, urging, withdrawing and rating a petition say. */
export const supplement = {
  verb: () => '补充',
  ask: (petitionNo: string) => `补充到 ${petitionNo}。请把要说的话、照片发来。`,
  askAgain: () => '打字或发照片都行,想好了再发也行。',
  added: (petitionNo: string, files: number) =>
    `${files > 0 ? `已补充(含 ${files} 份照片或材料)` : '已补充'}到 ${petitionNo}。还有就接着发。`,
  addedPhotos: (petitionNo: string, files: number) => `收到 ${files} 份,放到 ${petitionNo} 里了。`,
  fileGone: () => '有一份材料没收到,请再发一次。',
};

export const urge = {
  verb: () => '催办',
  done: (petitionNo: string, againOn: string) =>
    `已催办 ${petitionNo},催办记在案上,承办人看得到。${monthDay(againOn)}起可以再催。`,
  recently: (againOn: string) => `这件前两天催过了,${monthDay(againOn)}起可以再催。急事请回复“人工”。`,
};

export const withdrawal = {
  verb: () => '撤回',
  takeBackVerb: () => '不撤了',
  askReason: () => '为什么想撤回?有人劝您、逼您撤的话,可以不撤,也可以找工作人员。',
  askReasonAgain: () => '简单说一句原因就行。',
  reasonChoices: () => [choice('事情解决了'), choice('不想办了'), choice('人工', '有人逼我撤,找工作人员')],
  confirm: (petitionNo: string, reason: string) =>
    `撤回 ${petitionNo},原因:${reason}。7 天后生效,之前说“不撤了”就行。确定就回复“提交”。`,
  confirmChoices: () => [choice('提交', '确定撤回'), choice('取消', '先不撤')],
  done: (petitionNo: string, until: string, stops: boolean) =>
    stops
      ? `已记下。${monthDay(until)}(含)前回复“不撤了”,${petitionNo} 就接着办;过了才生效。`
      : `已记下。${monthDay(until)}(含)前回复“不撤了”可以收回。您反映的问题仍会依规核查。`,
  pending: () => '这件已经申请撤回了。想接着办,回复“不撤了”。',
  takenBack: (petitionNo: string) => `好,${petitionNo} 接着办,时间照旧算。`,
  none: () => '没有在撤回的事。',
  effective: (petitionNo: string) => `${petitionNo} 的撤回已经生效。以后还想反映,直接说就行。`,
  noted: (petitionNo: string) => `${petitionNo} 的撤回已记下。您反映的问题仍会依规核查。`,
};

const OBJECT: Record<RatedObject, string> = { petition_bureau: '信访局', responsible_unit: '负责办理的单位' };

export const rating = {
  verb: () => '评价',
  ask: (object: RatedObject) => `您对${OBJECT[object]}办这件事满意吗?`,
  levels: (): Array<{ level: RatingLevel; label: string }> => [
    { level: 'satisfied', label: '满意' },
    { level: 'mostly_satisfied', label: '基本满意' },
    { level: 'dissatisfied', label: '不满意' },
  ],
  askReason: () => '哪里不满意?说一句,或者跳过。',
  skip: () => [choice('跳过')],
  done: (petitionNo: string) => `评价记下了,谢谢您。编号 ${petitionNo}。`,
  notAnswered: () => '这件还没有答复,有了答复再请您评价。',
  already: () => '这件您评价过了。',
  anonymous: () => '没留姓名的事不参加评价。',
};

export const serving = {
  verb: () => '没收到',
  disputed: (petitionNo: string) =>
    `记下了:您说没收到 ${petitionNo} 的文书。工作人员会核实,核实清楚前您申请复查的时间不算过。`,
  notServed: () => '这件还没有登记送达,不用着急。有了消息在这里告诉您。',
  already: () => '您说过没收到,正在核实。',
};

export const refusal = {
  notAllowed: () => '这件是您替别人办的,这一步要本人来。',
  notOpen: () => '这件的程序已经结束,这一步办不了。有新情况可以重新说。',
};
