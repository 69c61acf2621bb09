/** What a stored file is to a reader; the exact type is found from its bytes. */
export const FILE_KIND = {
  image: 'image',
  audio: 'audio',
  video: 'video',
  document: 'document',
} as const;
export type FileKind = (typeof FILE_KIND)[keyof typeof FILE_KIND];

/** A file attached to a petition or a supplement. */
export interface AttachedFile {
  fileId: string;
  kind: FileKind;
}
