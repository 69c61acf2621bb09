import { choice as option } from './choice.js';

/** What can be changed at the read-back, by field. */
const CHANGES: Record<string, string> = {
  statement: '修改内容',
  request: '修改希望',
  place: '修改地点',
  petitionerName: '修改本人姓名',
  name: '修改姓名',
  phone: '修改手机',
  residence: '修改住址',
  people: '修改人数',
  representatives: '修改代表',
};

const RELATIONS =
  /^(?:我|俺)?(?:的|家)?(?:老)?(?:母亲|妈妈?|娘|父亲|爸爸?|爹|父母|丈夫|老公|妻子|老婆|媳妇|对象|爱人|儿子|女儿|闺女|孩子|爷爷|奶奶|姥爷|姥姥|姥娘|外公|外婆|哥哥?|弟弟?|姐姐?|妹妹?|大哥|二哥|大姐|公公|婆婆|岳父|岳母|叔叔?|伯伯|大伯|大爷|大娘|邻居|街坊|村民|乡亲|朋友|亲戚|同事|工友|同学|学生|战友|舅舅?|姑姑?|大姨|小姨|婶子|嫂子|老人|老人家|孙子|孙女|侄子|本人|自己)$/;

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
    splitNo: '不分开',
    guessRight: '对',
    guessWrong: '不对',
    forThem: '是替别人办',
    ownMatter: '是我自己的事',
    sameVillage: '就住这里',
    otherVillage: '别的村',
    noPrincipalPhone: '本人没有电话',
  },
  begin: () => '您说,什么事、在哪儿、想怎么解决。打字、语音、照片都行,分几次说也行。',
  beginSuggestion: () => '您有什么建议?说说是哪方面的、怎么改更好。',
  askStatementAgain: () => '请用一两句话说说是什么事。比如:石横镇石横一村东头路灯坏了三个月。',
  takeYourTime: (times: number) =>
    times < 2
      ? '不急,您慢慢说,什么事、在哪儿。'
      : '您慢慢说,想好了再发也行。不留姓名也能登记,反映干部的问题不会转给被反映的人和单位(第30条)。',
  askIdentityShort: () => '请告诉我姓名、手机、住哪个村。',
  namedAfterAll: () => '好,那就留姓名登记。',
  clearedIdentity: () => '前面说的手机、住址也不留了。',
  filedTogether: () => '好,不分开。那就全部合成一件,整件单独保密登记,不会转给被反映的人和单位(第30条)。',
  askSplitAgain: (times: number) =>
    times < 2
      ? '前面那两件事要分开登记吗?回复 1 分开,2 不分开(合成一件,整件保密)。'
      : '只差一句:分开,还是合成一件保密登记?拿不准可以找工作人员。',
  apart: (petitionNo: string) =>
    `这里面有反映干部的问题,不放进 ${petitionNo},免得让被反映的人看到。我给您另外单独保密登记;不想登记就回复“取消”。`,
  supplemented: (petitionNo: string, files: number) =>
    `${files > 0 ? `已补充(含 ${files} 份照片或材料)` : '已补充'}到 ${petitionNo}。还有要说的,先回复“补充”。`,
  similarClosed: () => '那一件已经不能补充了,这次按新的事登记。',
  correctionTaken: () => '更正记下了,工作人员看得到。',
  notedPeople: (people: string) => `记下了:${people}。`,
  askPeople: () => '一共多少人,或者多少户?比如:60户。',
  askChange: () => '要改哪一样?选数字,或者直接说对的。',
  outside: (name: string) => `${name}不在本县。我们先登记,属于外地管的,转过去或者告诉您该找哪儿(第22条)。`,
  photosSealedLine: (count: number) =>
    `照片和材料 ${count} 份,放进保密的那件(想放普通那件,就说“照片放第一件”)`,
  photosClaimLine: (count: number) => `照片和材料 ${count} 份,放进第一件`,
  requestOfReportLine: (request: string) => `保密那件希望${request}`,
  authorisationLine: {
    photo: () => '有本人委托书照片',
    code: () => '本人已用查询码确认',
    call_back: () => '工作人员打电话问本人',
  },
  tookPhotos: (count: number) => `收到 ${count} 份照片或材料,放进这次登记了。`,
  noted: (summary: string) => `我先记下:\n${summary}`,
  addedWords: () => '这句也记下了。',
  guess: (request: string) => `您希望:${request}。对吗?`,
  askIdentity: () =>
    '请告诉我姓名、手机、住哪个村。只用于办这件事(回复“隐私”看说明)。不愿留名也能登记,但没法书面告知您。',
  askIdentityBehalf: (relation: string) =>
    `您是替${relation}说的。请告诉我您自己的姓名和手机。只用于办这件事(回复“隐私”看说明)。`,
  askName: () => '请问您怎么称呼?写全名。',
  askNameAgain: (misses: number) =>
    misses < 2
      ? '请写您的姓名,比如:王建国。'
      : misses < 3
        ? '您贵姓、叫什么?不想说就选“不留姓名”。'
        : '写上两三个字的姓名就行。不留姓名也能登记,要人帮忙就找工作人员。',
  askPetitionerName: (relation: string) =>
    `您是替${relation}说的吧?${relation}叫什么名字?事情登记在本人名下。`,
  askPetitionerNameAgain: (relation: string) => `请写${relation}的姓名,比如:王桂花。`,
  askAgentName: () => '您自己叫什么名字?写全名。',
  askAgentNameAgain: (misses: number) =>
    misses < 2
      ? '代办的要留您自己的姓名,比如:李小玲。'
      : '这里写您自己的姓名;是您自己的事,就说“是我自己的事”。',
  askAgentPhone: () => '您自己的手机号是多少?',
  askPetitionerPhone: (relation: string) => `${relation}的电话是多少?工作人员打电话问本人用。`,
  askResidenceOf: (relation: string) => `${relation}住哪个镇、哪个村?`,
  authorisationFellBack: () => '光凭编号和查询码看不出是不是本人的事,改为工作人员打电话问本人。',
  askAuthorisationRest: () => '编号有了,再发查询码(10 位数字)。',
  principalPhoneMissing: () => '本人没有电话,就请发委托书照片,或者用本人的查询码。',
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
  askRequest: () => '您希望怎么解决?比如:尽快修好、把钱退回来。',
  askRequestAgain: () => '说一句想要的结果就行,比如:尽快修好。没有别的要求就说“尽快解决”。',
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
  filedSealed: (petitionNo: string, anonymous: boolean) =>
    [
      `已单独保密登记。编号 ${petitionNo}`,
      '只转给有权处理的机关(第22条),内容保密,不转给被反映的人和单位(第30条)。',
      anonymous ? '没留姓名住址,没法书面告知您,请凭编号和查询码来查。' : '',
    ]
      .filter(Boolean)
      .join('\n'),
  filedCode: (queryCode: string, terminal: boolean) =>
    terminal
      ? `查询码 ${queryCode}。请取好小条,别让旁人看到。`
      : `在这里回复“查询”就能看进度,不用记号码。换手机查要用查询码 ${queryCode}。照片、材料直接发来。`,
  filedSecond: (petitionNo: string, queryCode: string) =>
    `反映干部的那件单独登记了,编号 ${petitionNo},查询码 ${queryCode}。它单独保密,只转给有权处理的机关(第22、30条),号码请分开保管。照片、材料要补充,先回复“补充”再选哪一件。`,
  filedCall: () => '工作人员会给本人打电话核实。',
  /** Turns of speech that the form listens for. */
  heard: {
    /** Asks for somebody to be called to account, or speaks of an unnamed “刘某”: belongs to the report. */
    accuses: /撤职|免职|查办|查处|严惩|严查|法办|处分|问责|追责|追究|纪委|监委|立案|抓起来|下台|罢免|某/,
    /** Goes on about the one spoken of before. */
    goesOn: /^(?:他|她|这人|此人|还(?!有)|又|并且?|而且|不但|甚至)/,
    /** Breaks between the sentences, and between the clauses, of a message. */
    sentence: /(?<=[。!?!?;;\n])/,
    clause: /(?<=[,,、。!?!?;;\n])/,
    splitNo: /^(?:不|别|甭|合|一起|一块|放一起|都放)/,
    splitYes: /^(?:分开|可以|同意|拆开|行|中|好)/,
    noStatement:
      /^(?:\d+|(?:喂|你好|您好)?[,,\s]*(?:我|俺)?(?:们)?(?:有(?:个|件|点|一件|一个)?(?:事情?|情况|问题)儿?(?:想|要)?(?:给|跟|向)?(?:你们|您|你)?(?:反映|说|讲|问|说说|反映反映|反映一下|说一下)?(?:一下)?)|(?:事情|情况)?是这样[的子]*|(?:我|俺)?(?:不敢|不好意思|不知道怎么)(?:说|讲)[了呢]?|怎么说呢?|说来话长|在吗)[。.!!,,~…]*$/,
    wish: /修|查|赔|给|退|还|换|装|安|清|补|办|拆|停|管|解决|处理|恢复|发|治|惩|道歉|公开|建|铺|通|改/,
    notName: /[不没吗了的我谁啥俺您你他她这那么呢吧啊哦嗯\d]/,
    relation: RELATIONS,
    ownMatter:
      /不是替(?:别人|谁|人)|(?:是|就是)(?:我|俺)(?:自己|本人)的?(?:事|低保|情况)|给自己办|我就是本人/,
    mine: /(?:^|[,,。;;\s])(?:我|俺)(?:自己)?(?:叫|是|姓名|名叫)/,
    named:
      /(\p{Script=Han}{0,6})(?:叫|名叫|名字是|姓名是|名字叫)[::\s]*(\p{Script=Han}{2,4}(?:·\p{Script=Han}{1,6})?)/gu,
    self: /(?:我|俺|我自己|俺自己)$/,
    othersPhone: /(?:他|她|本人|妈|娘|爸|爹|父|母|老人|邻居|爷爷|奶奶)(?:自己)?的?(?:电话|手机)/,
    ownHome: /(?:^|[,,。;;\s])(?:我|俺)(?:自己|家)?住/,
    sameVillage: /本村|(?:是|住|在)?这个村|住(?:在)?(?:这里|这儿|本村|村里|那里)|同上|就住这|就是这个?村/,
    noVillage:
      /^(?:(?:在|就在|是)?(?:县城|城里|市里|城区|县里|医院|公司|学校|厂里|单位)|.{0,8}(?:医院|公司)$|不在村里|不是村里的?|不知道|说不清|不清楚|说不上来)/,
    correction: /不是.+?[,,、。\s]*(?:而是|应该是|应是|是)/,
    nameCorrection:
      /不(?:是|叫)(\p{Script=Han}{2,4}?)[,,、。\s]*(?:我|俺)?(?:而是|应该是|应是|是|叫)(\p{Script=Han}{2,4})/u,
    phoneCorrection: /不是(\d{2,11})[,,、。\s]*(?:而是|应该是|应是|是)(\d{2,11})/,
    wantsChange:
      /^(?:我要|我想)?(?:修改|更改|改|改一下|改下|改改|错了|不对|不是|有误|有错|写错了|填错了|要改|信息错了)[了吧啊。.!!]*$/,
    representatives: /代表(?:是|为|有|人)?[::\s]*(.+)$/s,
    photosToClaim: /(?:照片|材料|图片).*(?:第一件|普通|①|那件事|都放)/,
    photosToReport: /(?:照片|材料|图片).*(?:第二件|保密|②)/,
    home: /住|家在|我家|俺家/,
    /** “8个人”, “60户”; what is counted in households has a unit group. */
    count: /^(?:一共|共|总共|大概|有)?\s*(\d{1,5})\s*(?:(户|家)[人户]?|个?人|口人?|名|位)?$/,
    separators: /[\s,,、;;。和与及]+/,
  },
  options: {
    identity: () => [option('不留姓名')],
    phone: () => [option('不留电话', '没有手机或不想留')],
    place: () => [option('说不清', '不在村里或说不清')],
    placeVillage: () => [option('镇上', '镇上的事,不在村里')],
    split: () => [
      option('可以', '可以,分开登记'),
      option('不分开', '不分开,合成一件保密'),
      option('人工', '找工作人员'),
    ],
    guess: () => [option('对'), option('不对', '不对,我想要别的'), option('不留姓名')],
    agent: (relation: string) => [option('是替别人办', `是替${relation}办`), option('是我自己的事')],
    petitionerPhone: () => [option('本人没有电话')],
    residence: (village: string) => [option('就住这里', `就住${village}`), option('别的村')],
    change: (keys: string[]) =>
      Object.entries(CHANGES)
        .filter(([key]) => keys.includes(key))
        .map(([, label]) => option(label)),
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
