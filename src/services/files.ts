import type { Asker } from '../domain/asker.js';
import type { FileKind } from '../domain/file-kind.js';

/** 10 MB */
export const FILE_BYTES_LIMIT = 10 * 1024 * 1024;

export const FILE_ERROR = {
  tooLarge: 'file_too_large',
  empty: 'file_empty',
  /** Not one of the allowed types, judged by its bytes. */
  typeNotAllowed: 'file_type_not_allowed',
} as const;

export interface StoredFile {
  fileId: string;
  kind: FileKind;
  /** Media type found from the bytes. */
  mediaType: string;
  /** Bytes */
  size: number;
  /** Hex, of the plain bytes. */
  sha256: string;
}

export interface Files {
  /**
   * Stores a file of this person, sealed. Its type is judged by its bytes; `name` only tells a text file.
   * @throws a code of {@link FILE_ERROR}
   */
  store(upload: { asker: Asker; bytes: Buffer; name?: string }): Promise<StoredFile>;
  /** The person's own file, or undefined. */
  find(fileId: string, asker: Asker): Promise<StoredFile | undefined>;
  /** Its bytes, or undefined when it is not this person's. */
  read(fileId: string, asker: Asker): Promise<{ file: StoredFile; bytes: Buffer } | undefined>;
  /** Erases files that no petition holds and that are older than `days`; how many. */
  eraseOrphans(now: Date, days: number): Promise<number>;
}
