import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { projectRoot } from '../../src/project-root.js';
import { loadNotices } from '../../src/services/notices.js';

const directory = join(projectRoot, 'data/notices');
const bureau = { name: '某县信访局', address: '某路1号', telephone: '0000-0000000', postcode: '000000' };
const notices = loadNotices(directory, { bureau, draftDays: 9 });

t.test('each notice has a version, a short form for the chat and paragraphs without gaps', async (t) => {
  for (const notice of Object.values(notices)) {
    t.match(notice.version, /^\d{4}-\d+$/);
    t.ok([...notice.short].length <= 80, `${notice.title}: ${[...notice.short].length}`);
    t.notMatch(notice.paragraphs.join(''), /[{}!!]/);
  }
});

t.test('the guide sheet tells the duties and bounds of the regulation, each by its article', async (t) => {
  const text = notices.guideSheet.paragraphs.join('');
  for (const article of [19, 20, 26, 31, 36, 47])
    t.match(text, new RegExp(`第([\\d、]*、)?${article}(、|条)`));
  for (const number of ['110', '120', '12388']) t.match(text, number);
});

t.test('the personal-information notice says who, why, what, how long and which rights', async (t) => {
  const text = notices.privacy.paragraphs.join('');
  for (const value of [bureau.name, bureau.address, bureau.telephone]) t.match(text, value);
  for (const point of ['为什么', '处理哪些', '怎么处理', '保存多久', '您的权利']) t.match(text, point);
  t.match(text, '9天后删除');
  for (const article of [13, 17, 35, 45, 46, 47]) t.match(text, new RegExp(`(第|、)${article}(、|条)`));
});

t.test('a notice without a version is refused', async (t) => {
  const sheet = JSON.parse(readFileSync(join(directory, 'guide-sheet.json'), 'utf8'));
  const broken = t.testdir({ 'guide-sheet.json': JSON.stringify({ ...sheet, version: 'new' }) });
  t.throws(() => loadNotices(broken, { bureau, draftDays: 7 }), { code: 'notice_invalid' });
});
