import type { PetitionStatus } from '../petition-status.js';
import type { TimelineStep } from '../timeline.js';
import { STEP } from '../timeline-step.js';
import type { Choice } from './choice.js';
import { choice } from './choice.js';
import { monthDay } from './format.js';

/** What a petition's state is called when speaking to its petitioner. */
const STATUS: Record<PetitionStatus, string> = {
  registered: '已登记,等信访局转办',
  answered_directly: '信访局已直接答复',
  filed_only: '已存档',
  declined: '没有受理,原因见告知书',
  no_longer_accepted: '三级程序已走完,原因见告知书',
  reported_up: '已上报上级',
  diverted_judicial: '已转政法机关',
  diverted_discipline: '已转有权机关',
  referred: '已转到负责单位',
  assigned: '已交给负责单位办',
  return_requested: '单位说不归它管,信访局在核实',
  signed_for: '负责单位已收到',
  routed: '已告知走法定途径',
  simple_handling: '在简易办理',
  accepted: '单位已受理',
  handling: '单位在办',
  mediated: '已达成调解',
  decided: '处理意见已作出,等送达',
  served: '处理意见已送达',
  in_review: '在复查',
  review_served: '复查意见已送达',
  in_final_review: '在复核',
  final: '复核意见已作出',
  withdrawn: '您已撤回',
  closed: '程序已结束',
};

/** What query, list and timeline say. Articles are those of 《信访工作条例》. */
export const query = {
  askNumber: () => '请发编号,像 XF370983-20261124-0017,日期和后面几位也行,像 1124-17。',
  askNumberAgain: () => '编号在登记后的消息或小条上,XF 开头。没有编号可以找工作人员。',
  askCode: () => '请发 10 位查询码。',
  askCodeAgain: () => '查询码是 10 位数字,登记时给您的,和编号写在一起。',
  notFound: () => '编号和查询码对不上。请再发一次查询码;编号写错了就说“修改编号”。',
  notFoundChoices: () => [
    choice('修改编号', '编号写错了'),
    choice('取消', '先不查了'),
    choice('人工', '找工作人员'),
  ],
  locked: (time: string) => `错的次数多了,${time}以后再查。急用请打电话。`,
  none: () => '这里没有您登记的事。在别处登记的,用编号和查询码也能查。',
  noneChoices: () => [choice('用编号查'), choice('我要信访')],
  verb: () => '查询',
  byNumberWord: () => '用编号查',
  sealed: () => '单独保密的一件',
  pick: () => '您有这几件,看哪一件?',
  pickFor: (verb: string) => `${verb}哪一件?`,
  line: (input: { petitionNo: string; filedOn: string; excerpt: string; status: PetitionStatus }) =>
    `${monthDay(input.filedOn)} ${input.excerpt || input.petitionNo.slice(-4)}(${STATUS[input.status]})`,
  status: (status: PetitionStatus) => STATUS[status],
  heading: (petitionNo: string, status: PetitionStatus) => `编号 ${petitionNo}\n现在:${STATUS[status]}`,
  step: (step: TimelineStep) => stepText(step),
  actions: (
    can: { supplement: boolean; urge: boolean; rate: boolean; takeBack: boolean },
    petitionNo: string,
  ): Choice[] => [
    ...(can.takeBack ? [choice(`不撤了 ${petitionNo}`, '不撤了')] : []),
    ...(can.supplement ? [choice(`补充 ${petitionNo}`, '补充材料')] : []),
    ...(can.urge ? [choice(`催办 ${petitionNo}`, '催办')] : []),
    ...(can.rate ? [choice(`评价 ${petitionNo}`, '评价')] : []),
  ],
  notYours: () => '没找到这一件。在别处登记的,请用编号加查询码查。',
  atTerminal: () => '这台机器上只能登记和查询。要补充、撤回、评价,请用您自己的微信,或到窗口办。',
};

function stepText(step: TimelineStep): string {
  const on = step.on ? monthDay(step.on) : '';
  const due = step.dueOn ? monthDay(step.dueOn) : '';
  switch (step.code) {
    case STEP.filed:
      return `${on} 登记`;
    case STEP.supplemented:
      return `${on} 您补充了材料`;
    case STEP.urged:
      return `${on} 您催办了一次`;
    case STEP.withdrawalRequested:
      return `${on} 您申请撤回`;
    case STEP.withdrawalTakenBack:
      return `${on} 您说不撤了,接着办`;
    case STEP.withdrawalNoted:
      return `${on} 您的撤回已记下,反映的问题仍会核查`;
    case STEP.withdrawn:
      return `${on} 撤回生效`;
    case STEP.rated:
      return `${on} 您做了评价`;
    case STEP.servingDisputed:
      return `${on} 您说没收到文书,在核实`;
    case STEP.status:
      return `${on} ${step.status ? STATUS[step.status] : ''}${step.unitName ? `(${step.unitName})` : ''}`;
    case STEP.referralDue:
      return `下一步:${due}(含)前转给负责单位(《信访工作条例》第${step.article}条)`;
    case STEP.unitNoticeDue:
      return `之后:单位收到后${step.days}日内书面告知您接收情况和办理程序(第${step.article}条)`;
    case STEP.withdrawalDue:
      return `${due}(含)前回复“不撤了”就接着办`;
  }
}
