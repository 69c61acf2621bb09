import type { Understanding } from '../../bot/understanding/types.js';
import { maskPhone } from '../../domain/text/format.js';
import { text } from '../../domain/text/index.js';
import type { PlaceNames } from '../deps.js';
import { isSplit, type Parts } from './allegations.js';
import type { FilingValues } from './values.js';

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

/** The lines of the read-back; a claim filed apart is read back without the report. */
export function readBackLines(values: FilingValues, parts: Parts, places: PlaceNames): string[] {
  const { report, claim, requestTo } = parts;
  const split = isSplit(values, parts);
  const lines = [summaryOf(values, split && claim ? claim.heard : parts.heard, places)];
  const wishApart = split && requestTo === 'report';
  if (values.request && !wishApart) lines[0] = `${lines[0]}${text.filing.wish(values.request)}`;
  if (split) lines.push(text.filing.splitLine(report?.against || text.filing.cadres()));
  else if (report) lines.push(text.filing.confidentialLine());
  if (values.request && wishApart) lines.push(text.filing.requestOfReportLine(values.request));
  if (values.relation) lines.push(text.filing.behalfLine(values.relation, values.petitionerName));
  if (values.relation && values.authorisation)
    lines.push(text.filing.authorisationLine[values.authorisation]());
  const people = text.filing.peopleLine(values.people, values.households);
  if (people) lines.push(people);
  if (values.representatives.length > 0)
    lines.push(text.filing.representativesLine(values.representatives.map(({ name }) => name)));
  lines.push(identityLine(values, places));
  if (values.attachments.length > 0) lines.push(photosLine(values, split));
  return lines;
}

function photosLine(values: FilingValues, split: boolean): string {
  const count = values.attachments.length;
  if (!split) return text.filing.photosLine(count);
  return values.photosTo === 'claim'
    ? text.filing.photosClaimLine(count)
    : text.filing.photosSealedLine(count);
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
