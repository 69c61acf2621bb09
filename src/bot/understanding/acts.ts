import type { Scan } from './scanner.js';

export interface SpeechActs {
  isPetition: boolean;
  isQuestion: boolean;
  /** "我要反映问题": a wish to file, with or without content. */
  wantsToFile: boolean;
  act: 'petition' | 'greeting' | 'thanks' | 'question' | 'abuse' | 'other';
}

interface Span {
  start: number;
  end: number;
}

/** A word of this weight names a matter by itself. */
const TOPIC = 5;
/** Characters left without greetings and the like from which a statement tells something. */
const TELLING = 5;
const STORY = 12;
const PLACED_STORY = 8;
const LONG = 40;
/** A short message of fear or of being left alone (我不敢说) tells nothing to file yet. */
const FEAR = 8;

/** How many characters remain without punctuation, places and what is only manners. */
function substance(text: string, scan: Scan, places: readonly Span[]): number {
  const covered = new Uint8Array(text.length);
  for (const place of places) covered.fill(1, place.start, place.end);
  for (const label of ['greeting', 'thanks', 'wantsToFile', 'abuse', 'personal']) {
    for (const hit of scan.of('acts', label)) covered.fill(1, hit.start, hit.end);
  }
  let length = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (!covered[index] && /[\p{L}\p{N}]/u.test(text[index] as string)) length += 1;
  }
  return length;
}

/** Decides what kind of message this is: something to file, a greeting, thanks, a question or abuse. */
export function speechActs(
  text: string,
  scan: Scan,
  places: readonly Span[],
  personal: readonly Span[],
): SpeechActs {
  const problems = new Set(scan.of('problems', 'problem').map((hit) => hit.start)).size;
  const topic = Math.max(0, ...scan.hits('classes').map((hit) => hit.weight));
  const procedure = Math.max(0, ...scan.of('acts', 'procedure').map((hit) => hit.weight));
  const asks = scan.has('acts', 'ask');
  const thanks = scan.has('acts', 'thanks');
  const smalltalk = scan.has('acts', 'smalltalk');
  const abuse = scan.has('acts', 'abuse');
  const rest = substance(text, scan, [...places, ...personal]);
  const namesPlace = places.length > 0;
  const wishes = scan.has('problems', 'wish') || scan.has('problems', 'suggestion');
  const reports = scan.has('wrongdoing', 'act') || scan.has('problems', 'appeal');

  const isQuestion = procedure > 0 || asks;
  const hasMatter = topic >= TOPIC || (namesPlace && (topic > 0 || rest >= PLACED_STORY));
  const about = topic > 0 || namesPlace;
  const tells =
    reports ||
    (problems > 0 && about) ||
    problems > 1 ||
    (wishes && about) ||
    (problems > 0 && rest <= STORY && rest > 3);
  const states =
    !isQuestion &&
    !thanks &&
    !smalltalk &&
    ((rest >= TELLING && hasMatter) || (rest >= STORY && about) || (rest > 2 && topic >= TOPIC && wishes));
  const asksAboutMatter =
    isQuestion && (topic >= TOPIC || namesPlace || problems > 1) && (problems > 0 || rest >= STORY);

  const isLong = text.length >= LONG;
  const onlyAsks =
    (procedure >= 3 && !(hasMatter && (isLong || rest >= STORY * 2) && (problems > 1 || reports))) ||
    (procedure === 2 && !(hasMatter && rest >= STORY));
  const praise = scan.has('acts', 'praise') && problems === 0 && !reports;
  const onlyThanks = praise || (thanks && !isLong && problems < 2 && !reports && !wishes);
  const onlyFear = scan.has('acts', 'fear') && topic < TOPIC && problems < 2 && !reports && rest < FEAR;
  const onlyManners =
    rest < 2 ||
    (rest < TELLING && scan.has('acts', 'command')) ||
    (smalltalk && !reports && (problems === 0 || !about));
  const onlyAbuse = abuse && topic < TOPIC && !reports && rest < STORY;
  const isPetition =
    (tells || states || asksAboutMatter) &&
    !onlyAsks &&
    !onlyThanks &&
    !onlyFear &&
    !onlyManners &&
    !onlyAbuse;

  const isOnlyGreeting = rest < 2 && procedure === 0 && scan.has('acts', 'greeting');
  const wantsToFile = scan.has('acts', 'wantsToFile') && procedure < 3;
  return { isPetition, isQuestion, wantsToFile, act: actOf() };

  function actOf(): SpeechActs['act'] {
    if (isPetition) return 'petition';
    if (abuse) return 'abuse';
    if (wantsToFile && !isQuestion) return 'petition';
    if (isQuestion && !isOnlyGreeting) return 'question';
    if (thanks || praise) return 'thanks';
    return scan.has('acts', 'greeting') ? 'greeting' : 'other';
  }
}
