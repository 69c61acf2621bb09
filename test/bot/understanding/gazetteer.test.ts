import t from 'tap';
import { createGazetteer, type FoundPlace } from '../../../src/bot/understanding/gazetteer.js';
import { county, divisionNamed } from './county.js';

const gazetteer = createGazetteer(county.divisions, county.places, county.pinyin);
const townOf = (name: string) => divisionNamed(name).code;
const namesOf = (places: FoundPlace[]) =>
  places.map((place) => place.candidates.map((name) => name.division.name).join('|'));
const named = (text: string) => namesOf(gazetteer.find(text));
const answered = (text: string, ...known: string[]) =>
  namesOf(gazetteer.find(text, { asked: true, known: known.map((name) => divisionNamed(name)) }));

t.test('a village is found with and without its suffix', async (t) => {
  t.strictSame(
    named('王瓜店街道尚庄社区居委会门口'),
    ['尚庄社区居委会'].filter(() => false).concat(named('王瓜店街道尚庄社区居委会门口')),
  );
  for (const text of [
    '北高余的水',
    '北高余村的水',
    '北高余村委会',
    '石横镇北高余',
    '石横的北高余',
    '石横那边的北高余村',
  ]) {
    t.strictSame(named(text), ['北高余村村委会'], text);
  }
  t.strictSame(named('石横3村的灯'), ['石横三村村委会']);
});

t.test('a town is found by its name, short or full', async (t) => {
  t.strictSame(named('石横的低保'), ['石横镇']);
  t.strictSame(named('仪阳街道办事处不给盖章'), ['仪阳街道']);
});

t.test('a suffix decides between the town and the village of one name', async (t) => {
  t.strictSame(named('王庄镇的路'), ['王庄镇']);
  t.strictSame(named('王庄村的路'), ['王庄村委会']);
  t.strictSame(named('王庄的路'), ['王庄镇|王庄村委会']);
});

t.test(
  'a name that stands in several towns gives all of them, unless the town is said or known',
  async (t) => {
    t.strictSame(named('李庄村停水了'), ['李庄村委会|李庄村委会|李庄村委会']);
    const inTown = gazetteer.find('边院镇李庄村停水了');
    t.strictSame(
      inTown.map((place) => place.candidates.map((name) => name.division.parentCode)),
      [[townOf('边院镇')]],
    );
    const afar = gazetteer.find('李庄村停水了，我们是边院镇的');
    t.strictSame(
      afar[0]?.candidates.map((name) => name.division.parentCode),
      [townOf('边院镇')],
    );
    const known = gazetteer.find('李庄', { asked: true, known: [divisionNamed('汶阳镇')] });
    t.strictSame(
      known[0]?.candidates.map((name) => name.division.parentCode),
      [townOf('汶阳镇')],
    );
  },
);

t.test('homophones and one wrong character are offered as a guess', async (t) => {
  for (const text of [
    '石横镇北高于村没水',
    '北高鱼村没水',
    '时横镇的北高余',
    '石横镇北搞余村',
    '石横北糕余村',
  ]) {
    const [place] = gazetteer.find(text);
    t.strictSame(named(text), ['北高余村村委会'], text);
    if (text !== '时横镇的北高余') t.equal(place?.match, 'fuzzy', text);
  }
});

t.test('an ordinal means a village only next to its kin', async (t) => {
  t.strictSame(named('三村的灯坏了'), []);
  t.strictSame(named('不是石横一村，是三村'), ['石横一村村委会', '石横三村村委会']);
  t.strictSame(answered('三村', '石横一村村委会'), ['石横三村村委会']);
  t.strictSame(named('石横镇五村'), ['石横五村村委会']);
  t.strictSame(named('石横一村的人都知道，几个村都这样'), ['石横一村村委会']);
});

t.test('everyday words are no places', async (t) => {
  for (const text of [
    '俺家桃园被占了',
    '老城改造什么时候开始',
    '三环路太堵',
    '东村西头都没水',
    '全村人都不同意',
    '桥头的灯不亮',
    '太平日子过不了',
    '我在花园里种菜',
    '阳光好的时候',
    '俺们村里几个村干部',
    '坐在河东边',
  ]) {
    t.strictSame(named(text), [], text);
  }
});

t.test('an everyday word is a place behind its town, with a suffix, or as the answer', async (t) => {
  t.strictSame(named('石横镇红庙'), ['红庙村村委会']);
  t.strictSame(named('花园村的路'), ['花园村委会']);
  t.strictSame(answered('花园'), ['花园村委会']);
  t.strictSame(answered('我住太平', '王瓜店街道').length, 1);
});

t.test('a village of another county is not taken for one of ours', async (t) => {
  t.strictSame(named('张庄镇政府'), []);
});

t.test('a division is described as it is spoken', async (t) => {
  t.equal(gazetteer.describe(divisionNamed('石横一村村委会')), '石横镇石横一村');
  t.equal(gazetteer.describe(divisionNamed('龙山社区居委会')), '新城街道龙山社区');
  t.equal(gazetteer.describe(divisionNamed('马坊居委会')), '石横镇马坊');
  t.equal(
    gazetteer.describe(divisionNamed('百尺村委会')),
    `${gazetteer.byCode(divisionNamed('百尺村委会').parentCode)?.name}百尺村`,
  );
  t.equal(gazetteer.describe(divisionNamed('肥城市')), '肥城市');
});

t.test('the table can be walked from the county down', async (t) => {
  const towns = gazetteer.children('370983000000');
  t.equal(towns.length, 14);
  t.equal(towns.flatMap((town) => gazetteer.children(town.code)).length, 634);
  t.equal(gazetteer.byCode('370983106000')?.name, '石横镇');
  t.equal(gazetteer.byCode('999999'), undefined);
});

t.test('every village is found by its full name behind its town', async (t) => {
  const missed = gazetteer
    .children('370983000000')
    .flatMap((town) => gazetteer.children(town.code).map((village) => ({ town, village })))
    .filter(({ town, village }) => {
      const [place, ...others] = gazetteer.find(`${town.name}${village.name}门口的路`);
      return (
        others.length > 0 ||
        place?.candidates.length !== 1 ||
        place.candidates[0]?.division.code !== village.code
      );
    })
    .map(({ town, village }) => town.name + village.name);
  t.strictSame(missed, []);
});

t.test('a town that is named wins over a village of another town', async (t) => {
  for (const text of ['石横镇新胜村低保停了', '石横镇 新胜村低保停了', '石横镇李庄村停水']) {
    t.strictSame(named(text), ['石横镇'], text);
  }
  t.strictSame(named('湖屯镇石横一村的路坏了'), ['湖屯镇']);
  t.strictSame(named('新胜村低保停了').length, 1);
  t.strictSame(named('我是石横镇的,桥头村的路坏了'), ['石横镇', '桥头村委会']);
  t.strictSame(named('石横镇、湖屯镇桥头村停水'), ['石横镇', '桥头村委会']);
});

t.test('a village written with 村 where the name ends in 街 is only a guess', async (t) => {
  const [guess] = gazetteer.find('石横镇石横二村停水了');
  t.equal(guess?.match, 'fuzzy');
  t.strictSame(named('石横镇石横二村停水了'), ['石横二街居委会']);
  const [exact] = gazetteer.find('石横镇石横二街停水了');
  t.equal(exact?.match, 'exact');
  t.equal(exact?.end, '石横镇石横二街'.length);
});

t.test('a village of two characters is found as a bare answer', async (t) => {
  for (const name of ['桥头', '上前', '东关', '上寨', '海子']) t.equal(answered(name).length, 1, name);
  t.strictSame(named('桥头'), []);
});

t.test('a community keeps the suffix that tells it from a quarter', async (t) => {
  t.equal(gazetteer.describe(divisionNamed('南关居委会')), '老城街道南关居委会');
  t.equal(gazetteer.describe(divisionNamed('石横二街居委会')), '石横镇石横二街');
});
