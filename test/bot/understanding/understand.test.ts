import fc from 'fast-check';
import t from 'tap';
import type { Understanding, UnderstandingContext } from '../../../src/bot/understanding/types.js';
import { createUnderstanding } from '../../../src/bot/understanding/understand.js';
import { county, divisionNamed } from './county.js';

const understand = createUnderstanding(county);
const placesOf = (reading: Understanding, role: string) =>
  reading.places
    .filter((place) => place.role === role && !place.negated)
    .flatMap((place) => place.candidates.map((division) => division.name));

t.test('the model filing is read whole', async (t) => {
  const reading = understand('我们石横镇石横一村东头路灯坏了三个月,晚上老人摔了两次,找村里也没人管');
  t.match(reading, {
    isPetition: true,
    act: 'petition',
    injury: true,
    distress: false,
    purpose: 'claim',
    request: '尽快修好',
    requestSaid: false,
    dates: ['三个月'],
    summary: '石横镇石横一村东头,路灯坏了三个月,老人摔了两次,找村里没人管。',
  });
  t.equal(reading.danger, undefined);
  t.equal(reading.wrongdoing, undefined);
  t.equal(reading.classes[0]?.level1, 'urban_rural_construction');
  t.strictSame(placesOf(reading, 'matter'), ['石横一村村委会']);
  t.equal(reading.places[0]?.detail, '东头');
  t.equal(reading.asks.length, 1);
});

t.test('an answer that fills name, telephone and residence also corrects the place', async (t) => {
  const context: UnderstandingContext = { asking: 'name', matterPlace: divisionNamed('石横一村村委会') };
  const reading = understand('王建国13805380000 就住石横 不过坏的是石横三村的灯', context);
  t.match(reading, { act: 'answer', name: '王建国', phone: '13805380000' });
  t.strictSame(placesOf(reading, 'residence'), ['石横镇']);
  t.strictSame(placesOf(reading, 'matter'), ['石横三村村委会']);
});

t.test('whatever is said while a field is asked for is an answer, unless it is something else', async (t) => {
  t.equal(understand('5', { asking: 'people' }).act, 'answer');
  t.equal(understand('石横一村', { asking: 'residence' }).act, 'answer');
  t.equal(understand('姓名张伟，电话13905381234，住安临站凤凰山村', { asking: 'name' }).isPetition, false);
  t.equal(understand('还有一件事，俺村没水了', { asking: 'phone' }).act, 'petition');
  t.equal(understand('为什么要我的电话', { asking: 'phone' }).act, 'question');
});

t.test('speech without punctuation is read', async (t) => {
  const reading = understand('我是石横的俺家那个低保去年就停了也没人说为啥');
  t.match(reading, { isPetition: true, purpose: 'claim' });
  t.equal(reading.name, undefined);
  t.equal(reading.classes[0]?.level1, 'civil_affairs');
  t.strictSame(placesOf(reading, 'residence'), ['石横镇']);
});

t.test('a place said to be wrong is marked so', async (t) => {
  const reading = understand('不是石横一村,是三村');
  t.strictSame(
    reading.places.map((place) => [place.candidates[0]?.name, place.negated]),
    [
      ['石横一村村委会', true],
      ['石横三村村委会', false],
    ],
  );
});

t.test('where somebody lives and where it happened are told apart', async (t) => {
  const reading = understand('我住边院镇大武村，在石横镇北高余村干活工钱没给');
  t.strictSame(placesOf(reading, 'residence'), ['大武村委会']);
  t.strictSame(placesOf(reading, 'matter'), ['北高余村村委会']);
  t.strictSame(placesOf(understand('石横一村', { asking: 'residence' }), 'residence'), ['石横一村村委会']);
  t.strictSame(placesOf(understand('石横一村', { asking: 'matterPlace' }), 'matter'), ['石横一村村委会']);
  const elsewhere = understand('我在济南打工，老板欠我工资不给');
  t.equal(elsewhere.outsidePlace, '济南');
  t.strictSame(elsewhere.places, []);
  t.match(understand('东平县李家村的路坏了'), { places: [], outsidePlace: '东平' });
});

t.test('a short clause that describes a problem starts a filing', async (t) => {
  for (const text of ['没水了', '路灯不亮', '路坏了', '垃圾没人拉', '暖气不热', '要工资', '工资不发']) {
    t.equal(understand(text).isPetition, true, text);
  }
});

t.test('greetings, thanks, questions and chat start none', async (t) => {
  for (const [text, act] of [
    ['你好', 'greeting'],
    ['在吗', 'greeting'],
    ['谢谢，路修好了', 'thanks'],
    ['怎么上访', 'question'],
    ['多久给答复', 'question'],
    ['要带什么材料', 'question'],
    ['几点开门', 'question'],
    ['你是机器人吗', 'question'],
    ['会不会让村里知道', 'question'],
    ['一群王八蛋', 'abuse'],
    ['嗯', 'other'],
    ['', 'other'],
  ] as const) {
    const reading = understand(text);
    t.equal(reading.isPetition, false, text);
    t.equal(reading.act, act, text);
  }
});

t.test('a wish to file without content is a wish, not yet a petition', async (t) => {
  t.match(understand('我要反映问题'), { isPetition: false, wantsToFile: true, act: 'petition' });
});

t.test('danger to life now is seen, whatever its words', async (t) => {
  for (const [text, danger] of [
    ['俺不想活了', 'self_harm'],
    ['再不解决我就喝农药死在镇政府', 'self_harm'],
    ['我弟拿着刀要去砍村书记', 'violence'],
    ['仓库着火了快来人', 'fire'],
    ['电线掉地上了冒火花', 'power_line'],
    ['厨房闻到很大的煤气味', 'gas'],
    ['孩子掉机井里了', 'medical'],
    ['墙塌了压住两个人', 'medical'],
  ] as const) {
    t.equal(understand(text).danger, danger, text);
  }
});

t.test('figures of speech, the past and worries raise no alarm', async (t) => {
  for (const text of [
    '气死我了',
    '这日子活不下去了',
    '路都快走死人了',
    '跑断腿也没人管',
    '去年俺家着火，救助没批',
    '他爹去年喝药死的，孤儿寡母没人管',
    '煤气罐价格太高',
    '电线老化，怕着火',
    '杀猪的血水流到街上',
    '想死的心都有了',
    '燃气什么时候通',
    '没有着火',
    '我们跟他拼了',
  ]) {
    t.equal(understand(text).danger, undefined, text);
  }
  t.equal(understand('这日子活不下去了').distress, true);
});

t.test('a report of wrongdoing names whom it is against, and the claim stays apart', async (t) => {
  const reading = understand('俺家低保一直没给办。村支书把救济款装自己腰包了');
  t.match(reading.wrongdoing, { against: '村支书', villageCadre: true, bureau: false });
  t.equal(reading.wrongdoing?.text, '村支书把救济款装自己腰包了');
  t.equal(reading.claimText, '俺家低保一直没给办');
  t.equal(reading.purpose, 'report');
  t.equal(understand('信访局的人收了红包才给办').wrongdoing?.bureau, true);
  t.equal(understand('路灯坏了找村里没人管').wrongdoing, undefined);
});

t.test('several matters in one message are told apart', async (t) => {
  t.strictSame(understand('1、路灯坏了 2、垃圾没人清').asks.length, 2);
  t.strictSame(understand('俺村没水吃了，另外低保也给停了').asks, ['俺村没水吃了，', '另外低保也给停了']);
});

t.test('numbers of people and households are those the message speaks for', async (t) => {
  t.equal(understand('我们十几户都没水吃').households, 10);
  t.equal(understand('全村二百多口人没路走').people, 200);
  t.equal(understand('三十来个工友的工资没发').people, 30);
  const beaten = understand('来了5个人打我');
  t.equal(beaten.people, undefined);
});

t.test('what the person asks for is taken from their words, else guessed', async (t) => {
  t.match(understand('老板欠我工资，希望把工资结清'), { request: '把工资结清', requestSaid: true });
  t.match(understand('老板欠我三个月工资不给'), { request: '把工资结清', requestSaid: false });
});

t.test('filing for somebody else, unnamed and again is seen', async (t) => {
  t.match(understand('我替我妈张桂兰反映，她的低保停了').onBehalf, { relation: '母亲', name: '张桂兰' });
  t.equal(understand('不想留名，村里乱收费').anonymous, true);
  t.equal(understand('反映过好几次了，路还是没修').repeat, true);
});

t.test('the way of handling is hinted at, or not at all', async (t) => {
  t.ok(understand('法院判了他不还钱').routes.includes('judicial'));
  t.ok(understand('公司拖欠工资我要申请劳动仲裁').routes.includes('arbitration'));
  t.ok(understand('对处罚决定不服想申请行政复议').routes.includes('administrative'));
  t.strictSame(understand('路灯坏了').routes, []);
});

t.test('the summary keeps to eighty characters and leaves telephone and name out', async (t) => {
  const long = understand(
    `我叫王建国，电话13805380000。${[1, 2, 3].map((year) => `石横镇石横一村的路坏了${year}年，第${year}年下雨就积水，老人摔了${year}跤，村里第${year}回说没钱修，`).join('')}`,
  );
  t.ok(long.summary.length <= 80, `${long.summary.length}`);
  t.ok(long.summary.endsWith('……'));
  t.notOk(/王建国|1380538/.test(long.summary));
  const withId = understand('路灯坏了没人修，身份证11010519491231002X');
  t.match(withId.idNumber, { value: '11010519491231002X', valid: true });
  t.equal(withId.summary, '路灯坏了没人修。');
});

t.test('nothing a person sends makes it fail or keeps it long', async (t) => {
  const pieces = fc.constantFrom(
    '石横',
    '一村',
    '路灯',
    '坏了',
    '不是',
    '我叫',
    '王建国',
    '138',
    '\u202e',
    '\u0000',
    '<b>',
    '{"$ne":null}',
    '😀',
    '喝农药',
    '，',
    '。',
    '十',
    '户',
    '替',
    '我妈',
    '\ud800',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(pieces, { maxLength: 200 }).map((list) => list.join('')),
      ),
      (text) => {
        const reading = understand(text, { asking: 'name' });
        return reading.summary.length <= 80 && typeof reading.isPetition === 'boolean';
      },
    ),
    { numRuns: 300 },
  );
  for (const unit of [
    '我们石横镇石横一村东头路灯坏了,',
    '坏',
    '1',
    '一二三四五',
    '喝农药跳楼着火',
    '{"$gt":""}<i>\u202e😀',
    '村支书贪污。',
    '[[[[((((',
    '三村',
  ]) {
    const text = unit.repeat(10_000 / unit.length);
    const started = process.cpuUsage();
    understand(text);
    const { user, system } = process.cpuUsage(started);
    t.ok((user + system) / 1000 < 1000, `10 kB of ${unit} take less than a second of processor time`);
  }
});

t.test('a bare village beside name and telephone is where the person lives', async (t) => {
  for (const village of ['桥头', '海子', '上前', '湖屯镇桥头村']) {
    const reading = understand(`李铁柱 13905382222 ${village}`, { asking: 'name' });
    t.equal(placesOf(reading, 'residence').length, 1, village);
    t.match(reading, { name: '李铁柱', phone: '13905382222' });
  }
});

t.test('only whoever is filed for counts as filed for', async (t) => {
  for (const text of [
    '村支书把救济款给亲戚',
    '书记帮亲戚办了低保',
    '厂里给工友发不出工资',
    '我儿子上不了学',
    '我儿子去年被人打了',
    '俺邻居盖屋占了我家的地',
  ]) {
    t.equal(understand(text).onBehalf, undefined, text);
  }
  for (const [text, relation] of [
    ['我妈的养老金停发半年了,我替她问', '母亲'],
    ['我替我妈办的', '母亲'],
    ['替我儿子反映拖欠工资', '儿子'],
    ['邻居家老头没人管,我替他问问', '老人'],
  ] as const) {
    t.equal(understand(text).onBehalf?.relation, relation, text);
  }
});

t.test('what tells of something wrong starts a filing', async (t) => {
  for (const text of [
    '老城街道南关村污水横流',
    '张庄的路不好',
    '后横鱼二村的水有味',
    '信访局压着我的材料一年不办',
    '家里三天没水',
  ]) {
    t.ok(understand(text).isPetition, text);
  }
  for (const [text, act] of [
    ['我不敢说', 'other'],
    ['没人管我', 'other'],
    ['我要见局长', 'other'],
    ['help', 'other'],
    ['123456', 'other'],
    ['嗯', 'other'],
    ['是这样的', 'other'],
    ['我想咨询一下宅基地怎么申请', 'question'],
    ['他们会知道是我吗', 'question'],
    ['会计会知道吗', 'question'],
    ['我凭什么告诉你电话', 'question'],
    ['表扬石横镇政府办事快', 'thanks'],
    ['再见', 'thanks'],
    ['👍', 'thanks'],
  ] as const) {
    t.match(understand(text), { isPetition: false, act }, text);
  }
  t.match(understand('我有个事想反映'), { isPetition: false, wantsToFile: true });
  t.ok(understand('表扬一下,石横镇北高余村的路灯坏了没人修').isPetition);
});

t.test('the summary keeps its subject and says nothing twice', async (t) => {
  for (const [text, summary] of [
    ['信访局压着我的材料一年不办', '信访局压着我的材料一年不办。'],
    ['信访局,我要反映路灯坏了', '路灯坏了。'],
    ['领导不管,路灯坏了', '领导不管,路灯坏了。'],
    ['住汶阳镇西徐村,家门口路灯坏了三个月', '家门口路灯坏了三个月。'],
    ['我们村路灯坏了,没人管,没人管,要求尽快修好', '我们村路灯坏了,没人管。'],
    ['我要求镇上把路修好,石横镇北高余村', '我要求镇上把路修好,石横镇北高余村。'],
    ['我妈的养老金停发半年了,我替她问', '我妈的养老金停发半年了,我替她问。'],
  ] as const) {
    t.equal(understand(text).summary, summary, text);
  }
});

t.test('the request is the one said, or fits the matter', async (t) => {
  for (const [text, request, requestSaid] of [
    ['石横镇北高余村红绿灯坏了', '尽快修好', false],
    ['邻居盖楼挡光', '解决采光问题', false],
    ['邻居私搭乱建没人拆', '拆除违建', false],
    ['北高余村五保户没人管', '落实救助供养待遇', false],
    ['我家低保停了', '把低保办下来', false],
    ['路灯坏了,希望尽快修好', '尽快修好', true],
    ['邻居占了我家宅基地,调解一下', '调解一下', true],
    ['不,我要求追究责任', '追究责任', true],
  ] as const) {
    t.match(understand(text), { request, requestSaid }, text);
  }
  t.match(understand('调解一下', { asking: 'request' }), { request: '调解一下', requestSaid: true });
  t.equal(understand('我妈的事,我想给俺娘问问养老金').requestSaid, false);
});

t.test('a mobile number with a digit too few or too many is noticed and not taken', async (t) => {
  for (const text of ['电话1390538222', '139053822223', '我叫李铁柱 1390538222']) {
    const reading = understand(text);
    t.equal(reading.phoneProblem, 'digits', text);
    t.equal(reading.phone, undefined, text);
  }
  t.equal(understand('1390538222', { asking: 'phone' }).phoneProblem, 'digits');
  for (const text of ['1390538222', '单号139053822223', '13905382222', '11010519491231002X']) {
    t.equal(understand(text).phoneProblem, undefined, text);
  }
  for (const text of ['3212345', '05383212345']) {
    t.match(understand(text, { asking: 'phone' }), { phone: '05383212345' });
  }
});
