import t from 'tap';
import { createScanner, type RuleTable } from '../../../src/bot/understanding/scanner.js';

const PUNCTUATION = { sentence: '。！', clause: '，' };

function scan(rules: RuleTable, text: string, shadow?: string[]) {
  const scanner = createScanner({ group: { rules, shadow } }, { 坏: ['坏了', '不亮'] }, PUNCTUATION);
  return scanner(text)
    .hits('group')
    .map((hit) => text.slice(hit.start, hit.end));
}

t.test('a word is found wherever it stands', async (t) => {
  t.strictSame(scan({ a: { 1: ['灯'] } }, '路灯和灯'), ['灯', '灯']);
  t.strictSame(scan({ a: { 1: ['灯'] } }, '路'), []);
});

t.test('alternatives and named lists stand for each of their words', async (t) => {
  t.strictSame(scan({ a: { 1: ['没[有|]人管'] } }, '没人管，没有人管'), ['没人管', '没有人管']);
  t.strictSame(scan({ a: { 1: ['灯~@坏'] } }, '灯不亮。灯坏了'), ['灯不亮', '灯坏了']);
});

t.test('words in sequence stay within their clause or sentence', async (t) => {
  t.strictSame(scan({ a: { 1: ['灯~@坏'] } }, '灯，坏了'), []);
  t.strictSame(scan({ a: { 1: ['灯~~@坏'] } }, '灯，坏了'), ['灯，坏了']);
  t.strictSame(scan({ a: { 1: ['灯~~@坏'] } }, '灯。坏了'), []);
  t.strictSame(scan({ a: { 1: ['灯~@坏'] } }, '坏了的灯'), []);
});

t.test('words in any order are found both ways', async (t) => {
  t.strictSame(scan({ a: { 1: ['灯&@坏'] } }, '坏了的灯'), ['坏了的灯']);
  t.strictSame(scan({ a: { 1: ['灯&@坏'] } }, '灯坏了'), ['灯坏了']);
});

t.test('an optional element may be missing', async (t) => {
  const rules = { a: { 1: ['灯~[都|]~@坏'] } };
  t.ok(scan(rules, '灯坏了').length > 0);
  t.ok(scan(rules, '灯都坏了').length > 0);
});

t.test('a shadowing phrase swallows the words inside it', async (t) => {
  t.strictSame(scan({ a: { 1: ['救命'] } }, '这是救命钱', ['救命钱']), []);
  t.strictSame(scan({ a: { 1: ['救命'] } }, '救命，这是救命钱', ['救命钱']), ['救命']);
});

t.test('a malformed lexicon stops the start', async (t) => {
  for (const term of ['灯~', '[灯', '@nowhere', '[了|]~灯']) {
    t.throws(() => scan({ a: { 1: [term] } }, '灯'), term);
  }
});
