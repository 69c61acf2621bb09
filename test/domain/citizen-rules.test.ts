import t from 'tap';
import { mayKnow, PURPOSE_OF_ACCESS } from '../../src/domain/may-know.js';
import { isOpen, PETITION_STATUS, PETITION_STATUSES } from '../../src/domain/petition-status.js';
import { queryDelayMs } from '../../src/domain/query-lock.js';
import { ratingRefusal } from '../../src/domain/rating.js';
import { isSameMatter, likeness } from '../../src/domain/repeats.js';
import { mayUrge, urgeAgainOn } from '../../src/domain/urging.js';
import { requestedWithdrawal, stopsHandling } from '../../src/domain/withdrawal.js';

const ordinary = { confidential: false, filedByAgent: false };
const purposes = Object.values(PURPOSE_OF_ACCESS);

function allowed(
  petition: { confidential: boolean; filedByAgent: boolean },
  role: 'petitioner' | 'agent' | 'code_holder' | undefined,
) {
  return purposes.filter((purpose) => mayKnow(petition, { kind: 'citizen', role }, purpose)).sort();
}

t.test('the petitioner may do everything with their own petition', (t) => {
  t.same(allowed(ordinary, 'petitioner'), [...purposes].sort());
  t.end();
});

t.test(
  'an agent sees steps, adds, urges and says what did not arrive, but neither withdraws nor rates',
  (t) => {
    t.same(allowed({ ...ordinary, filedByAgent: true }, 'agent'), [
      'dispute_serving',
      'steps',
      'supplement',
      'urge',
    ]);
    t.end();
  },
);

t.test('number and code never open the content nor withdraw, and do not rate what an agent filed', (t) => {
  t.same(allowed(ordinary, 'code_holder'), ['dispute_serving', 'rate', 'steps', 'supplement', 'urge']);
  t.notOk(mayKnow({ ...ordinary, filedByAgent: true }, { kind: 'citizen', role: 'code_holder' }, 'rate'));
  t.end();
});

t.test('strangers and, until their side exists, officers may know nothing', (t) => {
  t.same(allowed(ordinary, undefined), []);
  const officer = { kind: 'officer', officerId: 'o', unitId: 'u', scopes: ['confidential'] } as const;
  t.same(
    purposes.filter((purpose) => mayKnow(ordinary, officer, purpose)),
    [],
  );
  t.end();
});

t.test('a withdrawal counts on the eighth day and can be taken back through the seventh', (t) => {
  t.match(requestedWithdrawal('2026-11-24'), {
    takeBackUntilOn: '2026-12-01',
    effectiveOn: '2026-12-02',
    state: 'pending',
  });
  t.end();
});

t.test('a withdrawal ends a claim and never a report of wrongdoing', (t) => {
  t.ok(stopsHandling({ confidential: false, purpose: 'claim', reportsWrongdoing: false }));
  t.notOk(stopsHandling({ confidential: false, purpose: 'report', reportsWrongdoing: false }));
  t.notOk(stopsHandling({ confidential: false, purpose: 'claim', reportsWrongdoing: true }));
  t.notOk(stopsHandling({ confidential: true, purpose: undefined, reportsWrongdoing: false }));
  t.end();
});

t.test('urging is taken again on the third day after', (t) => {
  t.ok(mayUrge(undefined, '2026-11-24'));
  t.notOk(mayUrge('2026-11-24', '2026-11-26'));
  t.ok(mayUrge('2026-11-24', '2026-11-27'));
  t.equal(urgeAgainOn('2026-11-24'), '2026-11-27');
  t.end();
});

t.test('each object is rated once, after an answer, and not by the unnamed', (t) => {
  const answered = { status: PETITION_STATUS.served, anonymous: false, ratings: {} };
  t.equal(ratingRefusal(answered, 'petition_bureau'), undefined);
  t.equal(ratingRefusal({ ...answered, status: 'registered' }, 'petition_bureau'), 'not_answered');
  t.equal(ratingRefusal({ ...answered, anonymous: true }, 'petition_bureau'), 'anonymous');
  const rated = { ...answered, ratings: { petition_bureau: 'satisfied' } } as const;
  t.equal(ratingRefusal(rated, 'petition_bureau'), 'already_rated');
  t.equal(ratingRefusal(rated, 'responsible_unit'), undefined);
  t.end();
});

t.test('statuses are open until the procedure is over', (t) => {
  t.same(PETITION_STATUSES.filter((status) => !isOpen(status)).sort(), [
    'answered_directly',
    'closed',
    'declined',
    'diverted_discipline',
    'diverted_judicial',
    'filed_only',
    'final',
    'mediated',
    'no_longer_accepted',
    'routed',
    'withdrawn',
  ]);
  t.end();
});

t.test('wrong tries at one number slow its answers, up to three seconds and no further', (t) => {
  t.same([0, 5, 6, 7, 8, 9, 10, 1000].map(queryDelayMs), [0, 0, 250, 500, 1000, 2000, 3000, 3000]);
  t.end();
});

t.test('the same matter is known by its words, place and class', (t) => {
  const lamp = {
    matterPlaceCode: '370983106201',
    level1: 'urban_rural_construction',
    statement: '石横三村东头路灯坏了三个月，晚上老人摔了两次，找村里没人管',
  };
  t.ok(isSameMatter(lamp, { ...lamp, statement: '村东头路灯坏了三个月，老人摔了，没人管' }));
  t.ok(isSameMatter(lamp, { statement: `${lamp.statement}！` }), 'the same words with no place said');
  t.notOk(isSameMatter(lamp, { ...lamp, matterPlaceCode: '370983106202' }), 'another village');
  t.notOk(isSameMatter(lamp, { ...lamp, statement: '自来水停了一个星期' }));
  t.notOk(isSameMatter(lamp, { statement: '低保申请一年没有批下来' }));
  t.equal(likeness('', ''), 1);
  t.equal(likeness('灯', '水'), 0);
  t.end();
});
