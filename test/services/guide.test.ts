import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { isAppError } from '../../src/errors.js';
import { projectRoot } from '../../src/project-root.js';
import { createGuide } from '../../src/services/guide.js';
import { loadGuide } from '../../src/services/guide-data.js';

const data = loadGuide(join(projectRoot, 'data/guide'), '370983');
const guide = createGuide(data);
const all = data.topics.map((topic) => guide.topic(topic.id)).filter((topic) => topic !== undefined);
const phrasings = JSON.parse(
  readFileSync(join(projectRoot, 'test/services/guide-phrasings.json'), 'utf8'),
) as { asks: Record<string, string[]>; tells: string[] };

t.test('people’s ways of asking, in dialect too, find the right topic', async (t) => {
  t.ok(Object.values(phrasings.asks).flat().length >= 60);
  for (const [id, questions] of Object.entries(phrasings.asks)) {
    for (const question of questions) t.equal(guide.find(question)?.id, id, question);
  }
});

t.test('what tells of a problem, greets or names a place is never taken for a question', async (t) => {
  t.ok(phrasings.tells.length >= 20);
  for (const message of phrasings.tells) t.equal(guide.find(message)?.id, undefined, message);
});

t.test('the phrasings kept with a topic find that topic', async (t) => {
  for (const topic of data.topics) {
    for (const question of topic.questions) t.equal(guide.find(question)?.id, topic.id, question);
  }
});

t.test('marks, spaces and width do not matter; an empty or long message finds nothing', async (t) => {
  t.equal(guide.find(' 能 复查 吗??')?.id, 'review');
  t.equal(guide.find('12388是什么')?.id, 'discipline');
  t.equal(guide.find(''), undefined);
  t.equal(guide.find('?'), undefined);
  t.equal(guide.find('能复查吗'.repeat(20)), undefined);
});

t.test('every answer fits a chat bubble, leads on and has no gap left to fill', async (t) => {
  for (const topic of all) {
    t.ok([...topic.short].length <= 80, `${topic.id}: ${[...topic.short].length}`);
    t.notMatch(topic.short, /[{}]/, topic.id);
    t.ok(topic.next.length > 0, topic.id);
    t.notMatch([topic.short, ...(topic.long ?? [])].join(''), /[!!]/, topic.id);
  }
  t.equal(new Set(all.map((topic) => topic.id)).size, all.length);
});

t.test('every article in a text is among those the topic rests on', async (t) => {
  for (const topic of all) {
    const articles = new Set(topic.articles.map((article) => article.match(/第(\d+)条/)?.[1]));
    const text = [topic.short, ...(topic.long ?? [])].join('');
    for (const [, numbers = ''] of text.matchAll(/第([\d、]+)条/g)) {
      for (const number of numbers.split('、')) t.ok(articles.has(number), `${topic.id}: 第${number}条`);
    }
  }
});

t.test('articles are quoted only where their content has been checked', async (t) => {
  const checked: Record<string, number[]> = {
    信访工作条例: [17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 46, 47],
    行政复议法: [20, 62],
    个人信息保护法: [45, 46, 47],
  };
  for (const topic of all) {
    for (const article of topic.articles) {
      const [, law = '', number] = article.match(/^《(.+)》第(\d+)条$/) ?? [];
      t.ok(checked[law]?.includes(Number(number)), `${topic.id}: ${article}`);
    }
  }
});

t.test('a topic without an article says that it rests on local rules', async (t) => {
  for (const topic of all.filter(({ articles }) => articles.length === 0))
    t.equal(topic.basis, 'local', topic.id);
});

t.test('the sample county’s addresses say that they are samples, and stand in the answers', async (t) => {
  const { receptionCentre, sample } = guide.places();
  t.equal(sample, true);
  for (const value of [receptionCentre.address, receptionCentre.telephone, receptionCentre.hours])
    t.match(value, '示例');
  t.match(guide.topic('reception_place')?.short, receptionCentre.address);
});

t.test('the menu’s topics come in order, and a class leads to the unit that usually has it', async (t) => {
  t.same(
    guide.topics().map((topic) => topic.id),
    data.menu,
  );
  t.match(guide.unitFor('agriculture'), '农业农村');
  t.equal(guide.unitFor('astrology'), undefined);
});

t.test('broken data stops the start and names what is broken', async (t) => {
  const [first] = data.topics;
  const file = (topics: unknown) => JSON.stringify({ topics });
  const directory = (topics: unknown) =>
    t.testdir({
      'topics.json': file(topics),
      'menu.json': JSON.stringify({ menu: [] }),
      'words.json': JSON.stringify({ fillers: [] }),
      'where-to.json': JSON.stringify({ classes: [] }),
      'places-370983.json': JSON.stringify(data.places),
    });
  const problem = (topics: unknown) => {
    try {
      loadGuide(directory(topics), '370983');
    } catch (error) {
      return isAppError(error, 'guide_invalid') ? error.message : error;
    }
    return undefined;
  };
  t.equal(problem([{ ...first, next: [] }]), undefined);
  t.match(problem([{ ...first, next: ['nowhere'] }]), 'nowhere');
  t.match(problem([{ ...first, short: undefined, next: [] }]), first?.id);
  t.match(problem([{ ...first, asks: undefined, next: [] }]), first?.id);
  t.match(problem([{ ...first, short: '{receptionCentre.fax}', next: [] }]), 'receptionCentre.fax');
  const twice = { ...first, next: [] };
  t.match(problem([twice, twice]), 'same id');
  t.throws(() => loadGuide(directory([]), '110101'), { code: 'guide_invalid' });
});
