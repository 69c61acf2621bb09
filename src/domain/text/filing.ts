import { choice as option } from './choice.js';

/** What the filing of a petition says. Articles are those of 《信访工作条例》. */
export const filing = {
  word: {
    anonymous: '不留姓名',
    noPhone: '不留电话',
    inTown: '镇上',
    elsewhere: '说不清',
    splitYes: '可以',
    newMatter: '新的事',
    addTo: '补充到那件',
    authorisePhoto: '发授权照片',
    authoriseCode: '用本人的查询码',
    authoriseCall: '请打电话问本人',
    inPerson: '我就是本人',
    onlyMe: '就我一个人',
    morePlaces: '下一页',
  },
  begin: () => '您说,什么事、在哪儿、想怎么解决。打字、语音、照片都行,分几次说也行。',
  beginSuggestion: () => '您有什么建议?说说是哪方面的、怎么改更好。',
  askStatementAgain: () => '请用一两句话说说是什么事。比如:石横镇石横一村东头路灯坏了三个月。',
  tookPhotos: (count: number) => `收到 ${count} 份照片或材料,放进这次登记了。`,
  noted: (summary: string) => `我先记下:\n${summary}`,
  addedWords: () => '这句也记下了。',
  guess: (request: string) => `您希望:${request}。对吗?`,
  askIdentity: () =>
    '请告诉我姓名、手机、住哪个村。只用于办这件事(回复“隐私”看说明)。不愿留名也能登记,但没法书面告知您。',
  askIdentityBehalf: (relation: string) =>
    `您是替${relation}说的。请告诉我您自己的姓名和手机。只用于办这件事(回复“隐私”看说明)。`,
  askName: () => '请问您怎么称呼?写全名。',
  askNameAgain: () => '请写您的姓名,比如:王建国。',
  askPetitionerName: (relation: string) => `${relation}叫什么名字?事情登记在本人名下。`,
  askPhone: () => '留个手机号,有消息好告诉您。',
  askPhoneAgain: () => '手机号是 11 位数字,比如 138 开头的。座机也行。',
  badPhone: () => '这个号码位数不对,请再看一眼。',
  askResidence: () => '您住哪个镇、哪个村?',
  askResidenceAgain: () => '请写镇和村的名字,比如:石横镇石横一村。不在本市的写详细住址。',
  askVillageOf: (town: string) => `在${town}哪个村?`,
  askResidenceVillage: () => '住哪个村?',
  askPlace: () => '这件事在哪个镇、哪个村(社区)?',
  askPlaceAgain: () => '说个镇名或村名就行,比如:石横镇石横一村。',
  askPlaceVillage: (town: string) => `在${town}哪个村?不是村里的事就选“镇上”。`,
  askWhich: (words: string) => `叫“${words}”的不止一处,是哪一个?`,
  askMeant: (name: string) => `您说的是${name}吗?`,
  pickVillage: (town: string) => `${town}的村,请选一个,或者直接打村名。`,
  morePlaces: () => '都不是,看下一页',
  pickTown: () => '请选一个镇街。',
  askIdNumber: () => '请告诉我身份证号,只用于核实身份。',
  badIdNumber: () => '这个身份证号核对不上,请再看一眼。',
  askRepresentatives: (people: string) =>
    `${people}一起反映的,请推选 1 到 5 位代表,写上姓名和电话,可以算上您(第20条)。`,
  tooManyRepresentatives: () => '代表最多五位(第20条),请留五位以内。',
  askAuthorisation: (relation: string) => `代${relation}反映,要有本人的同意。您怎么方便?`,
  askAuthorisationPhoto: () => '请把本人签字的委托书拍照发来。',
  askAuthorisationCode: () => '请发来本人以前那件的编号和查询码。',
  authorisationUnproven: () => '编号和查询码对不上。可以再发一次,或换个办法。',
  askRequest: () => '您希望怎么解决?',
  ownVoice: () => '这件事涉及村里,建议您本人直接说,不经过村里的人。您是本人吗?',
  askSplit: (claim: string, against: string) =>
    `您说的是两件事:①${claim};②反映${against}。我分开登记,②单独保密,不会转给被反映的人和单位(第30条)。可以吗?`,
  confidential: () => '您反映的是干部的问题,我单独保密登记,不会转给被反映的人和单位(第30条)。',
  askSimilar: (filedOn: string, petitionNo: string) =>
    `您${filedOn}登记过一件相近的事,还在办:${petitionNo}。这次是?`,
  anonymousCost: () =>
    '好,不留姓名也登记。只是没法书面告知您结果(第23条),请记好编号和查询码。想留名就说“修改姓名”。',
  phoneSkipped: () => '好,不留电话。有消息在这里告诉您。',
  took: (parts: string[]) => `记下了:${parts.join('、')}。`,
  changedPlace: (name: string) => `已改成${name}。`,
  changedResidence: (name: string) => `住址改成${name}。`,
  changedPhone: (masked: string) => `手机改成 ${masked}。`,
  changedName: (name: string) => `姓名改成${name}。`,
  changedRequest: (request: string) => `已记下,您希望:${request}。`,
  confirm: (lines: string[], question: string) =>
    `请您核对:\n${lines.join('\n')}\n${question}没错就回复“提交”(表示您看过《信访人须知》,回复“须知”可看)。`,
  wish: (request: string) => `希望${request}。`,
  lives: (residence: string) => `住${residence}`,
  anonymousLine: () => '不留姓名',
  confidentialLine: () => '单独保密,不转给被反映的人和单位',
  splitLine: (against: string) => `另一件:反映${against},单独保密登记`,
  behalfLine: (relation: string, name: string) => `替${relation}${name ? name : ''}反映`,
  peopleLine: (people: number | null, households: number | null) =>
    households ? `共${households}户` : people ? `共${people}人` : '',
  representativesLine: (names: string[]) => `代表:${names.join('、')}`,
  photosLine: (count: number) => `照片和材料 ${count} 份`,
  /** Several messages read as one text. */
  oneText: (words: string[]) => words.join('。'),
  cadres: () => '有关干部',
  /** Whether the words themselves say that a name follows. */
  naming: (said: string) => /我叫|我是|我名|姓名|名字|叫我/.test(said),
  declinesPhone: (said: string) => /^(没有?|没手机|没电话|不留|不给|不想|不方便|跳过|先不)/.test(said.trim()),
  holdResidence: () => '还没说住哪个村,写上才能书面告知您(第23条)。回复村名,或再回复一次“提交”。',
  filed: (input: { petitionNo: string; t1DueOn: string; anonymous: boolean }) =>
    [
      `已登记。编号 ${input.petitionNo}`,
      `${input.t1DueOn}(含)前转给负责单位(《信访工作条例》第22条);`,
      input.anonymous
        ? '没留姓名住址,单位没法书面告知您(第23条),请凭编号和查询码来查。'
        : '单位收到后15日内书面告知您接收情况和办理程序(第23条)。',
    ].join('\n'),
  filedCode: (queryCode: string, terminal: boolean) =>
    terminal
      ? `查询码 ${queryCode}。请取好小条,别让旁人看到。`
      : `在这里回复“查询”就能看进度,不用记号码。换手机查要用查询码 ${queryCode}。照片、材料直接发来。`,
  filedSecond: (petitionNo: string, queryCode: string) =>
    `反映干部的那件单独登记了,编号 ${petitionNo},查询码 ${queryCode}。它单独保密,请分开保管。`,
  filedCall: () => '工作人员会给本人打电话核实。',
  options: {
    identity: () => [option('不留姓名')],
    phone: () => [option('不留电话', '没有手机或不想留')],
    place: () => [option('说不清', '不在村里或说不清')],
    placeVillage: () => [option('镇上', '镇上的事,不在村里')],
    split: () => [option('可以'), option('人工', '找工作人员')],
    similar: () => [option('补充到那件', '补充到那一件'), option('新的事', '这是新的事')],
    ownVoice: () => [option('我就是本人'), option('人工', '找工作人员')],
    authorisation: () => [
      option('发授权照片', '发委托书照片'),
      option('请打电话问本人', '请工作人员打电话问本人'),
      option('用本人的查询码', '用本人以前的查询码'),
    ],
    confirm: () => [option('提交'), option('须知', '看须知')],
    yesNo: () => [option('是'), option('不是')],
    representatives: () => [option('就我一个人', '先写我一个')],
  },
};
