import t from 'tap';
import { importDivisions } from '../../src/services/places/import-divisions.js';
import { loadPlaces } from '../../src/services/places.js';
import { openServices } from '../fixtures/open-services.js';

const HEADER = 'code,name,level,parentCode';
const COUNTY = '371500000000,试验县,county,';
const TOWN = '371500001000,甲镇,town,371500000000';
const VILLAGE = '371500001200,子村,village,371500001000';

t.test('without an import the shipped county is used, and an unknown one is refused', async (t) => {
  const { places, models } = await openServices(t);
  t.equal(places.county.name, '肥城市');
  await t.rejects(loadPlaces(models, '371500'), { code: 'county_unknown' });
});

t.test(
  'an imported county is used from then on, and importing again changes only what changed',
  async (t) => {
    const { models } = await openServices(t);
    const csv = [HEADER, COUNTY, TOWN, VILLAGE].join('\n');
    t.same(await importDivisions(models, csv), {
      countyCode: '371500000000',
      added: 3,
      changed: 0,
      removed: 0,
    });
    t.match(await importDivisions(models, csv), { added: 0, changed: 0, removed: 0 });
    t.equal((await loadPlaces(models, '371500')).fullName('371500001200'), '甲镇子村');
    const renamed = [HEADER, COUNTY, TOWN.replace('甲镇', '乙镇')].join('\n');
    t.match(await importDivisions(models, renamed), { added: 0, changed: 1, removed: 1 });
    const places = await loadPlaces(models, '371500000000');
    t.same(
      places.all.map(({ name }) => name),
      ['试验县', '乙镇'],
    );
  },
);

t.test('a faulty file changes nothing', async (t) => {
  const { models } = await openServices(t);
  await importDivisions(models, [HEADER, COUNTY, TOWN].join('\n'));
  const faulty = [HEADER, COUNTY, TOWN.replace('甲镇', '乙镇'), 'x,y'].join('\n');
  t.match(await importDivisions(models, faulty), { problems: [/line 4/, /line 4/, /line 4/] });
  t.equal((await loadPlaces(models, '371500')).children('371500000000')[0]?.name, '甲镇');
});
