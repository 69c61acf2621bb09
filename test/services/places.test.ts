import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { projectRoot } from '../../src/project-root.js';
import { readDivisionsCsv } from '../../src/services/places/divisions-csv.js';
import { createPlaces } from '../../src/services/places.js';

const csv = await readFile(join(projectRoot, 'data', 'divisions-370983.csv'), 'utf8');

t.test('the shipped county has 14 towns and 634 villages', (t) => {
  const { divisions, problems } = readDivisionsCsv(csv);
  t.same(problems, []);
  const places = createPlaces(divisions, '370983000000');
  t.equal(places.children(places.county.code).length, 14);
  t.equal(places.all.filter(({ level }) => level === 'village').length, 634);
  t.end();
});

t.test('a village is named with its town', (t) => {
  const places = createPlaces(readDivisionsCsv(csv).divisions, '370983000000');
  const village = places.all.find(({ name }) => name.startsWith('石横一村'));
  t.ok(village);
  t.match(places.fullName(village?.code ?? ''), /^石横镇石横一村/);
  t.equal(places.path(village?.code ?? '').length, 2);
  t.equal(places.fullName(places.county.code), '肥城市');
  t.equal(places.fullName('999'), '');
  t.equal(places.byCode('999'), undefined);
  t.end();
});

t.test('every fault of a file is listed with its line', (t) => {
  const { problems } = readDivisionsCsv(
    [
      'code,name,level,parentCode',
      '370983000000,县,county,',
      '370983001000,甲镇,town,370983000000',
      '370983001000,乙镇,town,370983000000',
      '37098300120,村,village,370983001000',
      '370983001202,,village,370983001000',
      '370983001203,丙村,hamlet,370983001000',
      '370983001204,丁村,village,370983000000',
      '370983001205,戊村,village,370983001000,x',
      '',
    ].join('\r\n'),
  );
  t.match(
    problems.map((problem) => problem.slice(0, 7)),
    ['line 4:', 'line 5:', 'line 6:', 'line 7:', 'line 8:', 'line 9:'],
  );
  t.match(readDivisionsCsv('code;name\n').problems, [/line 1/]);
  t.match(readDivisionsCsv('code,name,level,parentCode\n').problems, [/0 counties/]);
  t.end();
});
