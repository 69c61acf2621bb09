import fc from 'fast-check';
import t from 'tap';
import {
  formatPetitionNo,
  matchesSaid,
  parsePetitionNo,
  readPetitionNo,
} from '../../src/domain/petition-no.js';

const TODAY = '2026-11-30';

t.test('a number is written with county, day and at least four digits', (t) => {
  const filedOn = '2026-11-24';
  t.equal(formatPetitionNo({ county: '370983000000', filedOn, sequence: 17 }), 'XF370983-20261124-0017');
  t.equal(formatPetitionNo({ county: '370983', filedOn, sequence: 12345 }), 'XF370983-20261124-12345');
  t.end();
});

t.test('what was written is read back the same', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999 }), (sequence) => {
      const parts = { county: '370983', filedOn: '2026-02-28', sequence };
      t.same(parsePetitionNo(formatPetitionNo(parts)), parts);
    }),
  );
  for (const wrong of [
    'XF370983-20260230-0001',
    'XF370983-20261301-0001',
    'XF370983-20261124-0000',
    'XF370983-20261124-00017',
    'XF370983-20261124-017',
    'xf370983-20261124-0017',
  ])
    t.equal(parsePetitionNo(wrong), undefined, wrong);
  t.end();
});

t.test('a number is understood as people give it', (t) => {
  const whole = { county: '370983', filedOn: '2026-11-24', sequence: 17 };
  for (const text of [
    'XF370983-20261124-0017',
    'xf370983 20261124 0017',
    'XF370983\u201420261124\u20140017',
    '370983202611240017',
    '\uff38\uff26370983-20261124-0017',
  ])
    t.same(readPetitionNo(text, TODAY), whole, text);
  t.same(readPetitionNo('20261124-17', TODAY), { filedOn: '2026-11-24', sequence: 17 });
  t.same(readPetitionNo('1124-17', TODAY), { filedOn: '2026-11-24', sequence: 17 });
  t.same(readPetitionNo('11240017', TODAY), { filedOn: '2026-11-24', sequence: 17 });
  t.same(readPetitionNo('17', TODAY), { sequence: 17 });
  t.end();
});

t.test('a month and day mean the latest such day', (t) => {
  t.same(readPetitionNo('1224-3', TODAY), { filedOn: '2025-12-24', sequence: 3 });
  t.same(readPetitionNo('0229-3', TODAY), { filedOn: '2024-02-29', sequence: 3 });
  t.end();
});

t.test('what is no number is not taken for one', (t) => {
  for (const text of ['', '0', 'abc', '13805380000', '1399-1', '1124-0', '12345', '-17'])
    t.equal(readPetitionNo(text, TODAY), undefined, text);
  t.end();
});

t.test('a partial number fits the numbers it could mean and no other', (t) => {
  t.ok(matchesSaid('XF370983-20261124-0017', { sequence: 17 }));
  t.ok(matchesSaid('XF370983-20261124-0017', { sequence: 17, filedOn: '2026-11-24' }));
  t.notOk(matchesSaid('XF370983-20261124-0017', { sequence: 17, filedOn: '2026-11-23' }));
  t.notOk(matchesSaid('XF370983-20261124-0017', { sequence: 117 }));
  t.notOk(matchesSaid('XF370983-20261124-0017', { sequence: 17, county: '370982' }));
  t.end();
});
