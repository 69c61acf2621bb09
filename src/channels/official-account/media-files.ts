import type { MediaKind } from './delivery.js';

/** What was downloaded of a person's message. */
export interface MediaFile {
  fileId: string;
  person: string;
  bytes: Buffer;
  name?: string;
  receivedAt: Date;
}

/** Where the channel's media goes. */
export interface MediaFiles {
  /**
   * Promises a file of this person under this id before its bytes are here, so that the conversation can
   * already attach it. The same id again changes nothing.
   */
  reserve(file: { fileId: string; person: string; kind: MediaKind; receivedAt: Date }): Promise<unknown>;
  /**
   * Stores the bytes under the promised id; the type is judged by them. The same id again changes nothing.
   * An `AppError` whose code starts with `file_` is final.
   */
  store(file: MediaFile): Promise<unknown>;
}
