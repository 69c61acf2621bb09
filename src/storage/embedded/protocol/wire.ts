import { decode } from '../bson/decode.js';
import { encode } from '../bson/encode.js';
import type { Doc, Value } from '../bson/values.js';

const opReply = 1;
const opQuery = 2004;
const opMsg = 2013;
const moreToCome = 2;
const checksumPresent = 1;
export const maxMessageSize = 48_000_000;

/** One request off the wire. */
export interface Request {
  id: number;
  legacy: boolean;
  /** Whether the client expects no answer. */
  silent: boolean;
  command: Doc;
  /** Document sequences (`documents`, `updates`, `deletes`) with their raw bytes. */
  sequences: Map<string, Buffer[]>;
}

/** Splits a byte stream into whole messages; the rest waits for more. */
export function messageSplitter(onMessage: (message: Buffer) => void, onError: (error: Error) => void) {
  let pending: Buffer[] = [];
  let size = 0;
  return (chunk: Buffer) => {
    pending.push(chunk);
    size += chunk.length;
    while (size >= 4) {
      if (pending.length > 1 && (pending[0] as Buffer).length < 4) pending = [Buffer.concat(pending)];
      const need = (pending[0] as Buffer).readInt32LE(0);
      if (need < 16 || need > maxMessageSize) return onError(new Error(`message of ${need} bytes`));
      if (size < need) return;
      const all = pending.length === 1 ? (pending[0] as Buffer) : Buffer.concat(pending);
      pending = all.length > need ? [all.subarray(need)] : [];
      size -= need;
      onMessage(all.subarray(0, need));
    }
  };
}

/** Reads a message. @throws on what is neither OP_MSG nor OP_QUERY. */
export function readRequest(message: Buffer): Request {
  const id = message.readInt32LE(4);
  const opcode = message.readInt32LE(12);
  if (opcode === opQuery) return readQuery(id, message);
  if (opcode !== opMsg) throw new Error(`opcode ${opcode}`);
  const flags = message.readUInt32LE(16);
  if (flags & ~(checksumPresent | moreToCome | 0x10000) & 0xffff) throw new Error(`OP_MSG flags ${flags}`);
  const end = message.length - (flags & checksumPresent ? 4 : 0);
  const request: Request = {
    id,
    legacy: false,
    silent: (flags & moreToCome) !== 0,
    command: new Map(),
    sequences: new Map(),
  };
  readSections(message, end, request);
  return request;
}

function readSections(message: Buffer, end: number, request: Request): void {
  for (let at = 20; at < end; ) {
    const kind = message[at++];
    const size = message.readInt32LE(at);
    if (size < 5 || at + size > end) throw new Error('section length');
    if (kind === 0) request.command = decode(message, at);
    else if (kind === 1) readSequence(message.subarray(at + 4, at + size), request);
    else throw new Error(`section kind ${kind}`);
    at += size;
  }
}

function readSequence(section: Buffer, request: Request): void {
  const nameEnd = section.indexOf(0);
  const documents: Buffer[] = [];
  for (let at = nameEnd + 1; at < section.length; ) {
    const size = section.readInt32LE(at);
    if (size < 5 || at + size > section.length) throw new Error('document length');
    documents.push(section.subarray(at, at + size));
    at += size;
  }
  request.sequences.set(section.toString('utf8', 0, nameEnd), documents);
}

function readQuery(id: number, message: Buffer): Request {
  const nameEnd = message.indexOf(0, 20);
  const namespace = message.toString('utf8', 20, nameEnd);
  const command = decode(message, nameEnd + 9);
  command.set('$db', namespace.split('.')[0] as Value);
  return { id, legacy: true, silent: false, command, sequences: new Map() };
}

let nextId = 1;

/** The bytes of an answer. */
export function writeReply(request: Pick<Request, 'id' | 'legacy'>, reply: object): Buffer {
  const body = encode(reply);
  const head = Buffer.alloc(request.legacy ? 36 : 21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(nextId++ | 0, 4);
  head.writeInt32LE(request.id, 8);
  head.writeInt32LE(request.legacy ? opReply : opMsg, 12);
  if (request.legacy) {
    head.writeInt32LE(8, 16);
    head.writeInt32LE(1, 32);
  }
  return Buffer.concat([head, body]);
}
