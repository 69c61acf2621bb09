import fc from 'fast-check';
import t from 'tap';
import {
  addDays,
  addWorkingDays,
  daysBetween,
  endOfDay,
  hasHolidayData,
  isWorkingDay,
  shanghaiDay,
  startOfDay,
} from '../../src/domain/calendar.js';

t.test('an instant belongs to the day that Shanghai has then', (t) => {
  t.equal(shanghaiDay(new Date('2026-11-24T15:59:59.999Z')), '2026-11-24');
  t.equal(shanghaiDay(new Date('2026-11-24T16:00:00.000Z')), '2026-11-25');
  t.equal(shanghaiDay(new Date('2026-12-31T16:00:00.000Z')), '2027-01-01');
  t.end();
});

t.test('a day begins and ends where the instants of that day do', (t) => {
  t.equal(startOfDay('2026-11-24').toISOString(), '2026-11-23T16:00:00.000Z');
  t.equal(endOfDay('2026-11-24').toISOString(), '2026-11-24T16:00:00.000Z');
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1992-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
      (at) => {
        const day = shanghaiDay(at);
        return startOfDay(day) <= at && at < endOfDay(day);
      },
    ),
  );
  t.end();
});

t.test('the day agrees with the time zone data of the platform', (t) => {
  const zone = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1992-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
      (at) => shanghaiDay(at) === zone.format(at),
    ),
  );
  t.end();
});

t.test('days are added across months, leap days and years', (t) => {
  t.equal(addDays('2028-02-28', 1), '2028-02-29');
  t.equal(addDays('2027-02-28', 1), '2027-03-01');
  t.equal(addDays('2026-12-31', 1), '2027-01-01');
  t.equal(addDays('2026-01-01', -1), '2025-12-31');
  t.equal(daysBetween('2026-11-24', '2026-12-09'), 15);
  t.end();
});

t.test('working days skip National Day 2026 and count the Saturdays made up for it', (t) => {
  t.notOk(isWorkingDay('2026-10-01'));
  t.notOk(isWorkingDay('2026-10-07'));
  t.ok(isWorkingDay('2026-10-10'), 'a Saturday that is worked');
  t.equal(addWorkingDays('2026-09-30', 1), '2026-10-08');
  t.equal(addWorkingDays('2026-09-30', 3), '2026-10-10');
  t.end();
});

t.test('a year without published holidays is known to be one', (t) => {
  t.ok(hasHolidayData(2026));
  t.ok(hasHolidayData(2022), 'National Day of 2022 was a Saturday');
  t.notOk(hasHolidayData(2031));
  t.end();
});
