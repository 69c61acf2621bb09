import type { NameWords, Surnames } from './lexicon-types.js';
import { isBoundary, wordAfter, wordBefore } from './text-cues.js';

export interface FoundName {
  value: string;
  start: number;
  end: number;
}

export interface NameContext {
  /** The message answers the question for the name. */
  asking?: boolean;
  /** Stretches that are something else: places, telephone numbers. */
  taken?: readonly { start: number; end: number }[];
  /** Where telephone numbers stand: a name may stand right beside one. */
  phones?: readonly { start: number; end: number }[];
}

const SURNAME_WINDOW = 8;
const STATION_WINDOW = 16;
const HEAD_CLAUSES = 3;

export interface NameReader {
  /** The petitioner's own full name in the text; undefined for names of others and for a surname alone. */
  find(text: string, context?: NameContext): FoundName | undefined;
  /** A full name that begins at `start`: the longest that is followed by a boundary or a word that follows names. */
  at(text: string, start: number, mustEnd: boolean): FoundName | undefined;
}

/** Readers of Chinese names; `words` is `data/lexicon/names.json`. */
export function createNameReader(surnames: Surnames, words: NameWords): NameReader {
  const dottedName = new RegExp(`^\\p{Script=Han}{2,8}(?:[${words.dots}]\\p{Script=Han}{2,8})+`, 'u');
  const surnameAt = (text: string, start: number): string | undefined =>
    wordAfter(text, start, surnames.compound) ??
    (text[start] && surnames.single.includes(text[start] as string) ? text[start] : undefined);

  function isPlausible(name: string, surname: string): boolean {
    const given = name.slice(surname.length);
    if ([...given].some((character) => words.notInGivenName.includes(character))) return false;
    if (words.titles.some((title) => given.startsWith(title) || given === title)) return false;
    return !words.notNames.some((word) => name.startsWith(word));
  }

  const endsHere = (text: string, end: number) =>
    isBoundary(text, end) || wordAfter(text, end, words.after) !== undefined;

  function at(text: string, start: number, mustEnd: boolean): FoundName | undefined {
    const dotted = dottedName.exec(text.slice(start, start + 30))?.[0];
    if (dotted) return { value: dotted, start, end: start + dotted.length };
    const surname = surnameAt(text, start);
    if (!surname) return undefined;
    const lengths = surname.length === 1 ? [3, 2] : [4, 3];
    const options = lengths
      .map((length) => ({ value: text.slice(start, start + length), start, end: start + length }))
      .filter(({ value, end }) => end <= text.length && !/[^\p{Script=Han}]/u.test(value))
      .filter(({ value }) => isPlausible(value, surname));
    return options.find(({ end }) => endsHere(text, end)) ?? (mustEnd ? undefined : options[0]);
  }

  /** 叫 names the petitioner where the surname was given just before: 我姓钱,叫钱桂花. */
  function cueAt(text: string, start: number): string | undefined {
    const cue = wordBefore(text, start, words.cues);
    if (cue !== undefined || text.slice(start - words.callCue.length, start) !== words.callCue) return cue;
    const before = text.slice(Math.max(0, start - SURNAME_WINDOW), start);
    return words.surnameCues.some((word) => before.includes(word)) ? words.callCue : undefined;
  }

  const overlaps = (name: FoundName, taken: NameContext['taken']) =>
    taken?.some((span) => span.start < name.end && span.end > name.start) ?? false;

  function byCue(text: string, context: NameContext): FoundName | undefined {
    for (let start = 1; start < text.length; start += 1) {
      const cue = cueAt(text, start);
      const weak = cue === undefined && wordBefore(text, start, words.weakCues) !== undefined;
      if (cue === undefined && !weak) continue;
      const name = at(text, start, weak);
      if (!name || (weak && overlaps(name, context.taken))) continue;
      if (cue !== undefined && wordBefore(text, start - cue.length, words.othersBefore)) continue;
      return name;
    }
    return undefined;
  }

  /** A name that fills the stretch right before or right behind a telephone number. */
  function besidePhone(text: string, context: NameContext): FoundName | undefined {
    for (const phone of context.phones ?? []) {
      let end = phone.start;
      for (let tail = wordBefore(text, end, words.tail); tail; tail = wordBefore(text, end, words.tail))
        end -= tail.length;
      for (const length of [2, 3, 4]) {
        const start = end - length;
        if (start < 0 || !(isBoundary(text, start - 1) || wordBefore(text, start, words.cues))) continue;
        const name = whole(text.slice(start, end));
        if (name) return { value: name, start, end };
      }
      let start = phone.end;
      while (start < text.length && isBoundary(text, start)) start += 1;
      if (start - phone.end > 2) continue;
      const name = at(text, start, true);
      if (name && !overlaps(name, context.taken)) return name;
    }
    return undefined;
  }

  /** "王桂英 女 67 … 138…", "杜爱华反映:…": the name stands alone at the head and something shows whose it is. */
  function heading(text: string, context: NameContext): FoundName | undefined {
    const name = at(text, 0, true) ?? beforeTelling(text, 0);
    if (!name || overlaps(name, context.taken)) return undefined;
    if (wordAfter(text, name.end, words.tells)) return name;
    if (!isBoundary(text, name.end)) return undefined;
    let next = name.end;
    while (next < text.length && isBoundary(text, next) && !/\d/.test(text[next] as string)) next += 1;
    return context.phones?.length ||
      wordAfter(text, next, words.aboutSelf) ||
      /^\d{2}岁/.test(text.slice(next))
      ? name
      : undefined;
  }

  /** A name right before 反映, 来信 and the like. */
  function beforeTelling(text: string, start: number): FoundName | undefined {
    return [3, 2, 4]
      .map((length) => ({ value: text.slice(start, start + length), start, end: start + length }))
      .find(({ value, end }) => wordAfter(text, end, words.tells) && isNameAlone(value));
  }

  const isNameAlone = (value: string) => {
    const surname = surnameAt(value, 0);
    return (
      surname !== undefined &&
      value.length - surname.length <= 2 &&
      value.length > surname.length &&
      /^\p{Script=Han}+$/u.test(value) &&
      isPlausible(value, surname)
    );
  };

  /** "我是石横镇的李建国", "老城街道的徐长河来反映", "退休教师朱明远反映": where from or what one is, then the name. */
  function byStation(text: string, context: NameContext): FoundName | undefined {
    for (let start = 1; start < text.length; start += 1) {
      const station = wordBefore(text, start, words.stations);
      const fromPlace =
        text.endsWith(words.of, start) &&
        (context.taken?.some((span) => span.end <= start - words.of.length && start - span.end <= 4) ??
          false);
      if (station === undefined && !fromPlace) continue;
      const isSelf =
        station !== undefined
          ? isBoundary(text, start - station.length - 1)
          : (context.taken?.some((span) => span.start === 0 && span.end <= start) ?? false);
      const told = beforeTelling(text, start);
      const alone = at(text, start, true);
      const isWriter =
        isSelf || introduces(text, start) || (alone !== undefined && tellsNext(text, alone.end));
      const name = told ?? (isWriter ? alone : undefined);
      if (!name || overlaps(name, context.taken)) continue;
      if (told || isBoundary(text, name.end)) return name;
    }
    return undefined;
  }

  /** True where the clause behind `end` begins with 想反映 and the like. */
  function tellsNext(text: string, end: number): boolean {
    return isBoundary(text, end) && wordAfter(text, end + 1, words.tells) !== undefined;
  }

  /** True where the clause that leads up to `start` begins with 我是 and the like. */
  function introduces(text: string, start: number): boolean {
    const clause = text.slice(Math.max(0, start - STATION_WINDOW), start);
    return words.selfLead.some((word) => {
      const index = clause.lastIndexOf(word);
      return index >= 0 && !/[^\p{Script=Han}\d]/u.test(clause.slice(index));
    });
  }

  /** A clause near the head that is nothing but a name of three characters: "你们好,郭大勇,我家…". */
  function clauseAlone(text: string, context: NameContext): FoundName | undefined {
    let start = 0;
    for (let clause = 0; clause < HEAD_CLAUSES && start < text.length; clause += 1) {
      let end = start;
      while (end < text.length && !isBoundary(text, end)) end += 1;
      const value = text.slice(start, end);
      const found = { value, start, end };
      const greeted = clause === 0 || wordAfter(text, 0, words.beforeName) !== undefined;
      if (greeted && value.length === 3 && isNameAlone(value) && !overlaps(found, context.taken)) {
        const follows = text.slice(end + 1);
        if (wordAfter(follows, 0, words.aboutSelf) || context.phones?.length) return found;
      }
      start = end;
      while (start < text.length && isBoundary(text, start)) start += 1;
    }
    return undefined;
  }

  function whole(text: string): string | undefined {
    const name = at(text, 0, true);
    return name && name.end === text.length ? name.value : undefined;
  }

  /** The answer to "您贵姓": the name stands alone, or first, or in a clause of its own. */
  function bare(text: string, context: NameContext): FoundName | undefined {
    let start = 0;
    while (start < text.length) {
      while (start < text.length && isBoundary(text, start)) start += 1;
      for (let lead = wordAfter(text, start, words.lead); lead; lead = wordAfter(text, start, words.lead)) {
        start += lead.length;
        while (start < text.length && isBoundary(text, start)) start += 1;
      }
      const name = at(text, start, true);
      if (name && !overlaps(name, context.taken)) return name;
      while (start < text.length && !isBoundary(text, start)) start += 1;
    }
    return undefined;
  }

  return {
    at,
    find(text, context = {}) {
      return (
        byCue(text, context) ??
        heading(text, context) ??
        byStation(text, context) ??
        clauseAlone(text, context) ??
        besidePhone(text, context) ??
        (context.asking ? bare(text, context) : undefined)
      );
    },
  };
}
