import t from 'tap';
import { isValidIdNumber } from '../../../src/bot/understanding/id-number.js';
import { createParsers } from '../../../src/bot/understanding/parsers.js';
import { county } from './county.js';

const parsers = createParsers(county);
const TODAY = '2026-11-24';

t.test('telephone numbers are read as people write and say them', async (t) => {
  for (const [text, phone] of [
    ['13805380000', '13805380000'],
    ['我电话138 0538 0000', '13805380000'],
    ['138-0538-0000', '13805380000'],
    ['１３８０５３８００００', '13805380000'],
    ['幺三八零五三八零零零零', '13805380000'],
    ['+86 13805380000', '13805380000'],
    ['0538-3212345', '05383212345'],
    ['座机3212345', '05383212345'],
    ['3212345', '05383212345'],
    ['138053800001', undefined],
    ['1380538000', undefined],
    ['12805380000', undefined],
    ['不知道', undefined],
  ] as const) {
    t.equal(parsers.phone(text), phone, text);
  }
});

t.test("another person's telephone number is not the petitioner's", async (t) => {
  t.equal(parsers.phone('老板电话是13805380000'), undefined);
  t.equal(parsers.phone('村书记的手机13805380000，我的是13905380001'), '13905380001');
});

t.test('a bare answer for the name is a full name or nothing', async (t) => {
  for (const [text, name] of [
    ['王建国', '王建国'],
    ['我叫欧阳春华', '欧阳春华'],
    ['姓名：李梅', '李梅'],
    ['是王建国', '王建国'],
    ['阿依古丽·买买提', '阿依古丽·买买提'],
    ['王建国 13805380000', '王建国'],
    ['不知道', undefined],
    ['先不说', undefined],
    ['快点', undefined],
    ['王女士', undefined],
    ['李先生', undefined],
    ['谢谢', undefined],
    ['马上', undefined],
    ['高兴', undefined],
    ['路灯', undefined],
    ['我是石横的', undefined],
    ['没有', undefined],
    ['方便吗', undefined],
  ] as const) {
    t.equal(parsers.name(text, { asking: true }), name, text);
  }
});

t.test('without the question a name needs words that say whose it is', async (t) => {
  t.equal(parsers.name('我叫王建国家住石横'), '王建国');
  t.equal(parsers.name('王建国13805380000 就住石横'), '王建国');
  t.equal(parsers.name('王桂英 女 67 边院镇西村 13905381234'), '王桂英');
  t.equal(parsers.name('路灯坏了 13905381234'), undefined);
  t.equal(parsers.name('村支书李富贵打人'), undefined);
  t.equal(parsers.name('找王主任没用'), undefined);
  t.equal(parsers.name('我是高中老师'), undefined);
  t.equal(parsers.name('我姓钱，叫钱桂花'), '钱桂花');
});

t.test('an ID number is checked by its date and its check character', async (t) => {
  const valid = ['11010519491231002X', '440524188001010014'];
  t.equal(valid.filter(isValidIdNumber).length, 1);
  t.strictSame(parsers.idNumber('身份证11010519491231002x'), { value: '11010519491231002X', valid: true });
  t.strictSame(parsers.idNumber('110105 1949 1231 0021'), { value: '110105194912310021', valid: false });
  t.equal(parsers.idNumber('110105194902300020')?.valid, false);
  t.equal(parsers.idNumber('13805380000'), undefined);
});

t.test('numbers are read in words and figures', async (t) => {
  for (const [text, value] of [
    ['三十二', 32],
    ['一百零五', 105],
    ['两百', 200],
    ['一千二', 1200],
    ['三百五', 350],
    ['十几', 10],
    ['二百多', 200],
    ['三十来', 30],
    ['七八', 7],
    ['45', 45],
    ['一万二千', 12000],
    ['苹果', undefined],
    ['', undefined],
  ] as const) {
    t.equal(parsers.chineseNumber(text), value, text);
  }
});

t.test('a count is read from a bare answer', async (t) => {
  t.equal(parsers.count('5'), 5);
  t.equal(parsers.count('十几户'), 10);
  t.equal(parsers.count('就我自己'), 1);
  t.equal(parsers.count('两口子'), 2);
  t.equal(parsers.count('一共二十三个人'), 23);
  t.equal(parsers.count('不清楚'), undefined);
});

t.test('yes and no are understood, also in dialect', async (t) => {
  for (const text of [
    '是',
    '对',
    '没错',
    '嗯',
    '中',
    '行',
    '可以',
    '好',
    '好的',
    '中啊',
    '行吧',
    '对的，就这样',
    '是的',
    'OK',
    '管',
    '好嘞',
  ]) {
    t.equal(parsers.yesNo(text), true, text);
  }
  for (const text of [
    '不',
    '不是',
    '不对',
    '不行',
    '不中',
    '不用了',
    '错了',
    '不是石横一村，是三村',
    '没有',
    '木有',
  ]) {
    t.equal(parsers.yesNo(text), false, text);
  }
  for (const text of ['好几年了', '石横一村', '是石横三村', '对面的路灯坏了', '', '行政村']) {
    t.equal(parsers.yesNo(text), undefined, text);
  }
});

t.test('a petition number is read whole, short, spoken and with any separators', async (t) => {
  for (const text of [
    'XF370983-20261124-0017',
    'xf370983 20261124 0017',
    'ＸＦ３７０９８３－２０２６１１２４－００１７',
    'XF370983202611240017',
    '20261124-17',
    '1124-17',
    '11-24-17',
    '幺幺二四杠幺拐',
    '编号是1124-0017',
  ]) {
    t.equal(parsers.petitionNo(text, TODAY), 'XF370983-20261124-0017', text);
  }
  t.equal(parsers.petitionNo('1225-3', TODAY), 'XF370983-20251225-0003');
  t.equal(parsers.petitionNo('1332-17', TODAY), undefined);
  t.equal(parsers.petitionNo('17', TODAY), undefined);
  t.equal(parsers.petitionNo('13805380000', TODAY), undefined);
});

t.test('a query code is ten digits in any grouping', async (t) => {
  for (const text of [
    '123-456-7890',
    '1234567890',
    '123 456 7890',
    '幺二三四五六拐八九洞',
    '码是１２３４５６７８９０',
  ]) {
    t.equal(parsers.queryCode(text), '1234567890', text);
  }
  t.equal(parsers.queryCode('123456789'), undefined);
  t.equal(parsers.queryCode('13805380000'), undefined);
});

t.test('days are read from today on', async (t) => {
  for (const [text, day] of [
    ['今天', TODAY],
    ['明天上午', '2026-11-25'],
    ['大后天', '2026-11-27'],
    ['昨天', '2026-11-23'],
    ['这周五', '2026-11-27'],
    ['周一', '2026-11-30'],
    ['下周三', '2026-12-02'],
    ['星期天', '2026-11-29'],
    ['28号', '2026-11-28'],
    ['3号', '2026-12-03'],
    ['12月9日', '2026-12-09'],
    ['十二月三号', '2026-12-03'],
    ['1月5日', '2027-01-05'],
    ['2026年12月31日', '2026-12-31'],
    ['2026-12-01', '2026-12-01'],
    ['2月30日', undefined],
    ['随便', undefined],
  ] as const) {
    t.equal(parsers.relativeDay(text, TODAY), day, text);
  }
});

t.test(
  'a petition number is read by its day and serial, and by its serial where it is asked for',
  async (t) => {
    t.equal(parsers.petitionNo('23-0024', TODAY), 'XF370983-20261123-0024');
    t.equal(parsers.petitionNo('25-0024', TODAY), 'XF370983-20261025-0024');
    t.equal(parsers.petitionNo('25-0024', '2026-01-03'), 'XF370983-20251225-0024');
    t.equal(parsers.petitionNo('1123-28', TODAY), 'XF370983-20261123-0028');
    t.equal(parsers.petitionNo('0064', TODAY, true), 'XF370983-20261124-0064');
    t.equal(parsers.petitionNo('0064', TODAY), undefined);
    t.equal(parsers.petitionNo('0538-3212345', TODAY, true), undefined);
  },
);

t.test('a petition number and the query code beside it are both read', async (t) => {
  for (const [text, petitionNo, queryCode] of [
    ['查询 XF370983-20261123-0003 483-249-6571', 'XF370983-20261123-0003', '4832496571'],
    ['XF370983-20261123-0003 2508130220', 'XF370983-20261123-0003', '2508130220'],
    ['XF370983-20261123-0003查询码2508130220', 'XF370983-20261123-0003', '2508130220'],
    ['XF370983202611230003 2508130220', 'XF370983-20261123-0003', '2508130220'],
    ['1123-28 483-249-6571', 'XF370983-20261123-0028', '4832496571'],
  ] as const) {
    t.equal(parsers.petitionNo(text, TODAY), petitionNo, text);
    t.equal(parsers.queryCode(text), queryCode, text);
  }
  t.equal(parsers.queryCode('XF370983-20261123-0003'), undefined);
});

t.test('a digit is neither yes nor no, however it is drawn', async (t) => {
  for (const text of ['1', '１', '1️⃣', '一', '2']) t.equal(parsers.yesNo(text), undefined, text);
  t.equal(parsers.chineseNumber('1️⃣'), 1);
});
