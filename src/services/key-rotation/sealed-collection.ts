import type { SealedPlace } from '../../secrets/sealer.js';

/** A document as the driver gives it. */
export type StoredDocument = { _id: string } & Record<string, unknown>;

/** One sealed value of a document. */
export interface SealedField {
  /** Dotted path, with positions inside arrays that only grow. */
  path: string;
  sealed: Buffer;
  where: SealedPlace;
}

/** What the change of keys must know of a collection. */
export interface SealedCollection {
  name: string;
  fields(document: StoredDocument): SealedField[];
  /** Keyed hashes that must be computed anew, by path; `open` gives a sealed field's bytes. */
  reindex?(document: StoredDocument, open: (path: string) => Buffer): Record<string, string>;
}
