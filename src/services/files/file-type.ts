import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileTypeFromBuffer } from 'file-type';
import { FILE_KIND, type FileKind } from '../../domain/file-kind.js';
import { projectRoot } from '../../project-root.js';

export interface JudgedType {
  mediaType: string;
  kind: FileKind;
}

const allowed = JSON.parse(readFileSync(join(projectRoot, 'data', 'file-types.json'), 'utf8')) as Record<
  string,
  FileKind
>;

/** Old Word and Excel files share one container with installers and others: the name must say which. */
const CONTAINER = 'application/x-cfb';
const CONTAINER_TYPES: Record<string, string> = {
  '.doc': 'application/msword',
  '.xls': 'application/vnd.ms-excel',
};

/**
 * The type of a file by its bytes, when it is one of those taken; else undefined.
 * @param name only tells plain text, and old Word from old Excel
 */
export async function judgeFileType(bytes: Buffer, name = ''): Promise<JudgedType | undefined> {
  const found = await fileTypeFromBuffer(bytes);
  const extension = extname(name).toLowerCase();
  if (found?.mime === CONTAINER) {
    const mediaType = CONTAINER_TYPES[extension];
    return mediaType === undefined ? undefined : { mediaType, kind: FILE_KIND.document };
  }
  if (found) {
    const kind = allowed[found.mime];
    return kind === undefined ? undefined : { mediaType: found.mime, kind };
  }
  return extension === '.txt' && isText(bytes)
    ? { mediaType: 'text/plain', kind: FILE_KIND.document }
    : undefined;
}

/** UTF-8 or GB 18030 without control characters other than tab and line ends. */
function isText(bytes: Buffer): boolean {
  return ['utf-8', 'gb18030'].some((encoding) => {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      return !/(?![\t\r\n])\p{Cc}/u.test(text);
    } catch {
      return false;
    }
  });
}
