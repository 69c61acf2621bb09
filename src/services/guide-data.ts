import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../errors.js';

/** 信访指南: what a person may ask about petitions, and the answer, as data. */
export interface GuideTopic {
  readonly id: string;
  readonly title: string;
  /** For the chat: at most 80 characters. May name a place's field, as `{receptionCentre.address}`. */
  readonly short: string;
  /** Paragraphs for those who want more. */
  readonly long?: readonly string[];
  /** The articles the answer rests on, `《信访工作条例》第22条`. */
  readonly articles: readonly string[];
  /** `local`: rests on this service's or this county's own rules, never to be quoted as law. */
  readonly basis?: 'local';
  /** Any one list matches a question that has one word of each of its groups; `不$`: at the question's end. */
  readonly asks: readonly (readonly (readonly string[])[])[];
  /** How people ask. */
  readonly questions: readonly string[];
  /** Topics to offer next. */
  readonly next: readonly string[];
}

interface Place {
  readonly name: string;
  readonly address: string;
  readonly telephone: string;
}

export interface GuidePlaces {
  /** The values are invented and say so. */
  readonly sample: boolean;
  readonly countyCode: string;
  readonly receptionCentre: Place & { readonly hours: string };
  readonly bureau: Place & { readonly postcode: string };
}

export interface GuideData {
  topics: readonly GuideTopic[];
  /** Ids of the topics the menu shows, in order. */
  menu: readonly string[];
  /** Words that carry no meaning of their own in a question. */
  fillers: readonly string[];
  places: GuidePlaces;
  /** Which unit usually has a first-level class; a local default. */
  whereTo: readonly { class: string; name: string; unit: string }[];
}

/** A place's field inside an answer. */
export const PLACE_FIELD = /\{(\w+)\.(\w+)\}/g;

/** Reads the guide of `countyCode` out of `directory` (`data/guide`); wrong data is an AppError `guide_invalid`. */
export function loadGuide(directory: string, countyCode: string): GuideData {
  const topics = readdirSync(directory)
    .sort()
    .map((file) => read(directory, file))
    .flatMap((content) => (content['topics'] ?? []) as GuideTopic[]);
  const data = {
    topics,
    menu: read(directory, 'menu.json')['menu'] as string[],
    fillers: read(directory, 'words.json')['fillers'] as string[],
    places: read(directory, `places-${countyCode}.json`) as unknown as GuidePlaces,
    whereTo: read(directory, 'where-to.json')['classes'] as GuideData['whereTo'],
  };
  const problem = problemOf(data);
  if (problem !== undefined) throw new AppError('guide_invalid', problem);
  return data;
}

function read(directory: string, file: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(join(directory, file), 'utf8')) as Record<string, unknown>;
  } catch (cause) {
    throw new AppError('guide_invalid', `${join(directory, file)} cannot be read as JSON`, { cause });
  }
}

function problemOf(data: GuideData): string | undefined {
  const broken = data.topics.find((topic) => !isTopic(topic));
  if (broken !== undefined) return `guide topic ${broken.id}: fields missing or wrong`;
  if (!isPlaces(data.places)) return 'guide places: fields missing or wrong';
  const ids = new Set(data.topics.map((topic) => topic.id));
  if (ids.size < data.topics.length) return 'guide: two topics have the same id';
  const unknown = [...data.menu, ...data.topics.flatMap((topic) => topic.next)].find((id) => !ids.has(id));
  if (unknown !== undefined) return `guide topic ${unknown} is named but does not exist`;
  const gap = data.topics
    .flatMap((topic) => [...topic.short.matchAll(PLACE_FIELD)])
    .find((field) => !isKnown(field, data));
  return gap === undefined ? undefined : `guide places: ${gap[0]} is named but does not exist`;
}

function isTopic(topic: GuideTopic): boolean {
  const lists = [topic.articles, topic.questions, topic.next, topic.long ?? [], ...(topic.asks ?? []).flat()];
  return (
    areStrings([topic.id, topic.title, topic.short]) && Array.isArray(topic.asks) && lists.every(areStrings)
  );
}

function isPlaces({ sample, receptionCentre, bureau }: GuidePlaces): boolean {
  return (
    typeof sample === 'boolean' &&
    areStrings([
      receptionCentre?.name,
      receptionCentre?.address,
      receptionCentre?.telephone,
      receptionCentre?.hours,
    ]) &&
    areStrings([bureau?.name, bureau?.address, bureau?.telephone, bureau?.postcode])
  );
}

function isKnown([, place = '', field = '']: RegExpExecArray, { places }: GuideData): boolean {
  const known = places as unknown as Record<string, Record<string, unknown> | undefined>;
  return typeof known[place]?.[field] === 'string';
}

function areStrings(values: unknown): boolean {
  return Array.isArray(values) && values.every((value) => typeof value === 'string' && value !== '');
}
