import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import {
  ERRCODES,
  errcodeRule,
  isKnownErrcode,
} from '../../../src/channels/official-account/api/errcodes.js';
import { createPersonLimit } from '../../../src/channels/official-account/person-limit.js';
import { messagesOf } from '../../../src/channels/official-account/reply-text.js';
import { splitText } from '../../../src/channels/official-account/split-text.js';
import { cutTo, noticeData, parseNoticeTemplates } from '../../../src/channels/official-account/templates.js';
import { openWindow } from '../../../src/channels/official-account/windows.js';
import { manualClock } from '../../../src/clock.js';
import { noticeStep, officialAccountText } from '../../../src/domain/text/official-account.js';
import { projectRoot } from '../../../src/project-root.js';

t.test('a long answer is cut at sentence ends under the limit', async (t) => {
  const sentence = '老人摔了两次，找村里没人管。';
  const parts = splitText(sentence.repeat(60), 200);
  t.ok(parts.length > 1);
  for (const part of parts) t.ok(Buffer.byteLength(part) <= 200 && part.endsWith('。'), part);
  t.equal(parts.join(''), sentence.repeat(60));
});

t.test('cut anywhere, nothing is lost and no character is broken', async (t) => {
  const emoji = '👨‍👩‍👧‍👦';
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 40, max: 90 }), (words, limit) => {
      const whole = `${words}${emoji}`.repeat(4);
      const parts = splitText(whole, limit);
      const same = parts.join('').replaceAll(/\s/g, '') === whole.replaceAll(/\s/g, '');
      return same && parts.every((part) => Buffer.byteLength(part) <= limit && !/\p{Surrogate}/u.test(part));
    }),
  );
  t.same(splitText(emoji.repeat(3), 30), [emoji, emoji, emoji]);
  t.same(splitText('  '), []);
  t.same(splitText('好'.repeat(20), 6).length, 10);
});

t.test('choices are shown once, as what to type', async (t) => {
  const reply = {
    texts: ['可以吗?\n1 可以'],
    choices: [
      { value: '1', label: '可以' },
      { value: '2', label: '找人' },
      { value: '提交', label: '提交' },
    ],
  };
  t.same(messagesOf(reply), ['可以吗?\n1 可以\n2 找人\n回复“提交”']);
  t.same(messagesOf({ texts: [] }), []);
});

t.test('the platform’s windows are modelled', async (t) => {
  const now = new Date('2026-11-24T00:00:00Z');
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const hours = 3_600_000;
  t.equal(openWindow({}, now), undefined);
  t.equal(openWindow({ message: { openedAt: ago(47 * hours), sent: 4 } }, now), 'message');
  t.equal(openWindow({ message: { openedAt: ago(47 * hours), sent: 5 } }, now), undefined);
  t.equal(openWindow({ message: { openedAt: ago(48 * hours), sent: 0 } }, now), undefined);
  t.equal(openWindow({ action: { openedAt: ago(50_000), sent: 2 } }, now), 'action');
  t.equal(openWindow({ action: { openedAt: ago(50_000), sent: 3 } }, now), undefined);
  t.equal(openWindow({ action: { openedAt: ago(60_000), sent: 0 } }, now), undefined);
  const both = { action: { openedAt: ago(1_000), sent: 0 }, message: { openedAt: ago(hours), sent: 0 } };
  t.equal(openWindow(both, now), 'action', 'the one that closes first is used first');
});

t.test('every code of the table is there once, and an unknown one is retried', async (t) => {
  t.equal(new Set(ERRCODES.map(({ code }) => code)).size, ERRCODES.length);
  t.match(errcodeRule(123456), { code: 123456, action: 'retry' });
  t.notOk(isKnownErrcode(123456));
  for (const [code, action] of [
    [45015, 'other_kind'],
    [45047, 'other_kind'],
    [45009, 'wait_day'],
    [43004, 'unreachable'],
    [43101, 'not_granted'],
    [40001, 'refresh_token'],
    [42001, 'refresh_token'],
    [47003, 'other_kind'],
    [-1, 'retry'],
    [45002, 'give_up'],
  ] as const) {
    t.equal(errcodeRule(code).action, action, String(code));
  }
});

const file = JSON.parse(readFileSync(join(projectRoot, 'config', 'wechat-templates.json'), 'utf8'));
const filled = structuredClone(file);
for (const kinds of Object.values(filled.purposes) as Array<Record<string, { templateId: string }>>) {
  for (const template of Object.values(kinds)) template.templateId = 'tpl';
}

t.test(
  'the shipped templates are valid, name every purpose, and count only once they have an id',
  async (t) => {
    t.same(Object.keys(file.purposes).sort(), Object.keys(noticeStep).sort());
    t.same(
      Object.values(parseNoticeTemplates(file).purposes).flatMap((kinds) => Object.keys(kinds ?? {})),
      [],
    );
    t.ok(parseNoticeTemplates(filled).purposes.petition_replied?.template);
  },
);

t.test('no notice carries more than number, step, day and how to go on, nor a forbidden word', async (t) => {
  const { purposes, neverInNotices } = parseNoticeTemplates(filled);
  const facts = { petitionNo: 'XF370983-20261124-0017', day: '2026-12-09' };
  for (const [purpose, kinds] of Object.entries(purposes)) {
    for (const template of Object.values(kinds)) {
      const data = noticeData(template, purpose as keyof typeof noticeStep, facts, neverInNotices);
      for (const [keyword, { value }] of Object.entries(data)) {
        t.ok(value.length <= (keyword.startsWith('phrase') ? 5 : 32), `${purpose} ${keyword} ${value}`);
        t.notOk(
          neverInNotices.some((word) => value.includes(word)),
          value,
        );
      }
    }
  }
});

t.test('a notice refuses words in the place of number or day', async (t) => {
  const template = { templateId: 't', longTerm: false, keywords: { thing1: 'petitionNo' as const } };
  for (const facts of [{ petitionNo: '张三打人' }, { day: '明天' }]) {
    t.throws(() => noticeData(template, 'petition_replied', facts, []), { code: 'notice_forbidden' });
  }
  t.throws(
    () => noticeData({ ...template, keywords: { thing1: 'step' } }, 'petition_replied', {}, ['答复']),
    {
      code: 'notice_forbidden',
    },
  );
});

t.test('a wrong entry of the file is named', async (t) => {
  const of = (purposes: unknown) => () => parseNoticeTemplates({ neverInNotices: [], purposes });
  t.throws(of({ nonsense: {} }), /nonsense/);
  t.throws(
    of({ petition_replied: { template: { templateId: 'x', keywords: { colour1: 'step' } } } }),
    /colour1/,
  );
  t.throws(
    of({ petition_replied: { template: { templateId: 'x', keywords: { thing1: 'statement' } } } }),
    /thing1/,
  );
});

t.test('a value is cut at a whole character', async (t) => {
  t.equal(cutTo('12👍34', 3), '12');
  t.equal(cutTo('12👍34', 4), '12👍');
  t.equal(cutTo('e\u0301x', 1), '');
});

t.test('a person is slowed down, politely, and a delivery again is not one more', async (t) => {
  const clock = manualClock('2026-11-24T00:00:00Z');
  const limit = createPersonLimit(clock, { burst: 2, everyMs: 1_000 });
  t.notOk(limit.exceeds('o1', '1'));
  t.notOk(limit.exceeds('o1', '2'));
  t.notOk(limit.exceeds('o1', '2'));
  t.ok(limit.exceeds('o1', '3'));
  t.notOk(limit.exceeds('o2', '1'), 'others are not slowed down');
  clock.advance(1_000);
  t.notOk(limit.exceeds('o1', '3'));
});

t.test('the welcome is three short lines', async (t) => {
  const lines = officialAccountText.welcome.split('\n');
  t.equal(lines.length, 3);
  for (const line of lines) t.ok(line.length <= 30, line);
});
