import t from 'tap';
import { CLOCK, startClock, stopClocks } from '../../src/domain/clocks.js';
import type { Petition } from '../../src/domain/petition.js';
import { timeline } from '../../src/domain/timeline.js';
import { requestedWithdrawal } from '../../src/domain/withdrawal.js';

const at = new Date('2026-11-24T02:00:00Z');
const notice = { version: '1', at };

function aPetition(changes: Partial<Petition> = {}): Petition {
  return {
    id: 'p',
    version: 1,
    petitionNo: 'XF370983-20261124-0017',
    status: 'registered',
    filedOn: '2026-11-24',
    filedAt: at,
    filedBy: { channel: 'web_chat', person: 'v', terminal: false },
    confidential: false,
    urgent: false,
    content: {
      petitioner: { anonymous: false, name: '王建国' },
      statement: '灯坏了',
      request: '修好',
      requestSaid: true,
      proposal: { classes: [], routes: [], repeat: false },
      attachments: [],
      notices: { guide: notice, privacy: notice },
    },
    supplements: [],
    clocks: [startClock('r', CLOCK.t1, '2026-11-24')],
    ratings: {},
    events: [{ id: 'e1', type: 'petition.filed', on: '2026-11-24', at }],
    ...changes,
  };
}

const referred = {
  status: 'referred',
  clocks: stopClocks([startClock('r', CLOCK.t1, '2026-11-24')], '2026-11-26'),
  events: [
    { id: 'e1', type: 'petition.filed', on: '2026-11-24', at },
    {
      id: 'e2',
      type: 'petition.status_changed',
      on: '2026-11-26',
      at,
      status: 'referred',
      unitName: '石横镇人民政府',
    },
  ],
} satisfies Partial<Petition>;

t.test('what happened comes first, then what is due and by which article', (t) => {
  t.same(timeline(aPetition()), [
    { code: 'filed', state: 'done', on: '2026-11-24' },
    { code: 'referral_due', state: 'next', dueOn: '2026-12-09', article: 22 },
    { code: 'unit_notice_due', state: 'next', days: 15, article: 23 },
  ]);
  t.end();
});

t.test('a referral names the unit, and the clock that stopped promises nothing more', (t) => {
  t.same(timeline(aPetition(referred)).slice(1), [
    { code: 'status', state: 'done', on: '2026-11-26', status: 'referred', unitName: '石横镇人民政府' },
  ]);
  t.end();
});

t.test('of a confidential petition no unit is named', (t) => {
  t.same(timeline(aPetition({ ...referred, confidential: true })).slice(1), [
    { code: 'status', state: 'done', on: '2026-11-26', status: 'referred' },
  ]);
  t.end();
});

t.test('a waiting withdrawal stands first among what comes', (t) => {
  const [, next] = timeline(aPetition({ withdrawal: requestedWithdrawal('2026-11-25') }));
  t.same(next, { code: 'withdrawal_due', state: 'next', dueOn: '2026-12-02' });
  t.end();
});

t.test('nothing comes next when it is over', (t) => {
  t.equal(timeline(aPetition({ status: 'withdrawn' })).length, 1);
  t.end();
});
