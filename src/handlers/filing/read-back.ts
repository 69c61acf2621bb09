import type { Understand, Understanding } from '../../bot/understanding/types.js';
import { maskPhone } from '../../domain/text/format.js';
import { text } from '../../domain/text/index.js';
import type { PlaceNames } from '../deps.js';
import type { FilingValues } from './values.js';

/** Looks at all the words of a filing together: class, purpose, report of wrongdoing. */
export type Reading = (values: FilingValues) => Understanding;

/** One turn asks for the same reading many times; the last one is kept. */
export function createReading(understand: Understand): Reading {
  let last: { words: string; heard: Understanding } | undefined;
  return (values) => {
    const words = text.filing.oneText(values.words);
    if (last?.words !== words) last = { words, heard: understand(words) };
    return last.heard;
  };
}

/** The facts in plain words, with the place as it is settled now. */
export function summaryOf(values: FilingValues, reading: Understanding, places: PlaceNames): string {
  const settled = values.place.code ? places.describe(values.place.code) : '';
  const summary = reading.summary;
  if (!settled) return summary;
  const said = reading.places.filter((place) => place.role !== 'residence' && !place.negated);
  const names = said.map((place) => place.text);
  if (summary.includes(settled)) return summary;
  const spoken = names.find((name) => name !== '' && summary.includes(name));
  if (spoken) return replaceSpoken(summary, spoken, settled, names);
  return `${settled},${summary}`;
}

/** Puts the settled name where the person named the place, and drops a town's name said just before it. */
function replaceSpoken(summary: string, spoken: string, settled: string, names: string[]): string {
  const longest =
    names.filter((name) => summary.includes(name)).sort((a, b) => b.length - a.length)[0] ?? spoken;
  const at = summary.indexOf(longest);
  const before = summary.slice(0, at);
  const town = settled.slice(0, 3);
  const shortTown = town.slice(0, 2);
  const trimmed = before.endsWith(town)
    ? before.slice(0, -town.length)
    : before.endsWith(shortTown)
      ? before.slice(0, -shortTown.length)
      : before;
  return `${trimmed}${settled}${summary.slice(at + longest.length)}`;
}

/** Where the person lives, in spoken form. */
export function residenceOf(values: FilingValues, places: PlaceNames): string {
  const { code, words, detail } = values.residence;
  const place = code ? places.describe(code) : words;
  return code ? `${place}${detail}` : place;
}

/** The lines of the read-back. */
export function readBackLines(
  values: FilingValues,
  reading: Understanding,
  claim: Understanding,
  places: PlaceNames,
): string[] {
  const report = reading.wrongdoing;
  const split = values.split === 'yes' && report && reading.claimText;
  const lines = [summaryOf(values, split ? claim : reading, places)];
  if (values.request) lines[0] = `${lines[0]}${text.filing.wish(values.request)}`;
  if (split) lines.push(text.filing.splitLine(report.against || text.filing.cadres()));
  else if (report) lines.push(text.filing.confidentialLine());
  if (values.relation) lines.push(text.filing.behalfLine(values.relation, values.petitionerName));
  const people = text.filing.peopleLine(values.people, values.households);
  if (people) lines.push(people);
  if (values.representatives.length > 0)
    lines.push(text.filing.representativesLine(values.representatives.map(({ name }) => name)));
  lines.push(identityLine(values, places));
  if (values.attachments.length > 0) lines.push(text.filing.photosLine(values.attachments.length));
  return lines;
}

function identityLine(values: FilingValues, places: PlaceNames): string {
  if (values.anonymous) return text.filing.anonymousLine();
  const residence = residenceOf(values, places);
  return [
    values.name,
    values.phone ? maskPhone(values.phone) : '',
    residence ? text.filing.lives(residence) : '',
  ]
    .filter(Boolean)
    .join(' ');
}
