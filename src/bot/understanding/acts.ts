import type { Punctuation } from './lexicon-types.js';
import type { Scan } from './scanner.js';
import { clausesOf } from './sentences.js';

export interface SpeechActs {
  isPetition: boolean;
  isQuestion: boolean;
  /** "我要反映问题": a wish to file, with or without content. */
  wantsToFile: boolean;
  act: 'petition' | 'greeting' | 'thanks' | 'question' | 'abuse' | 'other';
}

const MIN_TOPIC = 5;
const LONG_TELLING = 24;

/** Decides what kind of message this is: something to file, a greeting, thanks, a question or abuse. */
export function speechActs(text: string, scan: Scan, punctuation: Punctuation): SpeechActs {
  const problems = scan.of('problems', 'problem').length;
  const wishes = scan.of('problems', 'wish').length;
  const suggests = scan.has('problems', 'suggestion');
  const reports = scan.has('wrongdoing', 'act');
  const topic = Math.max(0, ...scan.hits('classes').map((hit) => hit.weight));
  const procedure = scan.of('acts', 'procedure');
  const asks = scan.has('acts', 'ask');
  const thanks = scan.has('acts', 'thanks');
  const smalltalk = scan.has('acts', 'smalltalk');
  const wantsToFile = scan.has('acts', 'wantsToFile');

  const isQuestion = procedure.length > 0 || asks;
  const covered = procedure.some((hit) => hit.weight >= 3);
  const clauses = clausesOf(text, punctuation).length;
  const tells =
    reports ||
    suggests ||
    scan.has('problems', 'appeal') ||
    (problems > 0 && (topic > 0 || problems > 1 || wishes > 0 || !smalltalk)) ||
    (topic >= MIN_TOPIC && wishes > 0) ||
    (topic > 0 && text.length > LONG_TELLING && clauses > 1 && !isQuestion && !thanks && !smalltalk);
  const onlyAsks = covered && problems < 2 && !reports && text.length < 40;
  const onlyThanks = thanks && problems === 0 && !reports;
  const isPetition = tells && !onlyAsks && !onlyThanks;

  let act: SpeechActs['act'] = 'other';
  if (isPetition || (wantsToFile && !isQuestion)) act = 'petition';
  else if (isQuestion) act = 'question';
  else if (thanks) act = 'thanks';
  else if (scan.has('acts', 'greeting')) act = 'greeting';
  if (scan.has('acts', 'abuse') && !isPetition) act = 'abuse';
  return { isPetition, isQuestion, wantsToFile: wantsToFile && !covered, act };
}
