import type { Asker } from '../../domain/asker.js';
import { type StoredBytes, toBuffer } from '../../models/binary.js';
import type { Keyring } from '../../secrets/keyring.js';
import { type AskerScope, askerKey } from '../asker-keys.js';
import { filePlace } from '../files.js';
import { contentPlace, effectPlace, eventPlace, supplementPlace } from '../petitions/sealing.js';
import type { SealedCollection, SealedField, StoredDocument } from './sealed-collection.js';

type Row = Record<string, unknown>;

/** Every sealed field of the service's collections. A new collection with sealed fields adds itself here. */
export function sealedCollections(keyring: Keyring): SealedCollection[] {
  return [
    petitions(keyring),
    oneField(keyring, 'filings', { key: 'filer', scope: 'filings', asker: (opened) => opened as Asker }),
    oneField(keyring, 'outbox', {
      key: 'recipient',
      scope: 'outbox',
      asker: (opened) => (opened as { to: Asker }).to,
    }),
    oneField(keyring, 'personal_data_requests', {
      key: 'asker',
      scope: 'personal_data_requests',
      asker: (opened) => (opened as { asker: Asker }).asker,
    }),
    handovers(keyring),
    sessions,
    wechatInbox,
    {
      name: 'wechat_access_tokens',
      fields: (document) => presentFields('wechat_access_tokens', document, ['sealed']),
    },
    {
      name: 'files',
      fields: (document) => [
        { path: 'sealed', sealed: bytes(document.sealed), where: filePlace(document._id) },
      ],
      reindex: (_document, open) => ({ filer: askerKey(keyring, 'files', parse(open('sealed')) as Asker) }),
    },
    {
      name: 'key_marks',
      fields: (document) => [field('key_marks', document, 'sealed')],
    },
  ];
}

function petitions(keyring: Keyring): SealedCollection {
  return {
    name: 'petitions',
    fields(document) {
      const id = document._id;
      const { confidential } = document['flags'] as { confidential: boolean };
      return [
        { path: 'content', sealed: bytes(document['content']), where: contentPlace({ id, confidential }) },
        ...rows(document, 'supplements', 'sealed', (row) => supplementPlace(id, String(row['id']))),
        ...rows(document, 'events', 'detail', (row) => eventPlace(id, String(row['id']))),
        ...rows(document, 'pendingEffects', 'sealed', (row) => effectPlace(id, String(row['id']))),
      ];
    },
    reindex(document, open) {
      const { queryCode } = parse(open('content')) as { queryCode: string };
      return { codeHash: keyring.codeHash(String(document['petitionNo']), queryCode) };
    },
  };
}

/** Conversations: the state, and each kept turn under its message's id. */
const sessions: SealedCollection = {
  name: 'sessions',
  fields(document) {
    const place = (name: string) => ({ collection: 'sessions', id: document._id, field: name });
    return [
      ...presentFields('sessions', document, ['state']),
      ...rows(document, 'recent', 'turn', (row) => place(`turn:${String(row['id'])}`)),
    ];
  },
};

/** Messages as they came, and answers that are still to be given. */
const wechatInbox: SealedCollection = {
  name: 'wechat_inbox',
  fields: (document) => presentFields('wechat_inbox', document, ['xml', 'parts']),
};

function handovers(keyring: Keyring): SealedCollection {
  const name = 'handovers';
  return {
    name,
    fields(document) {
      const taker = presentFields(name, document, ['sealedTaker']);
      const note = (row: Row) => ({
        collection: name,
        id: document._id,
        field: `notes/${String(row['cause'])}`,
      });
      return [field(name, document, 'sealedAsker'), ...taker, ...rows(document, 'notes', 'sealed', note)];
    },
    reindex: (_document, open) => ({
      asker: askerKey(keyring, 'handovers', parse(open('sealedAsker')) as Asker),
    }),
  };
}

/** A collection whose rows seal one field, `sealed`, and are found by a person's key. */
function oneField(
  keyring: Keyring,
  name: string,
  by: { key: string; scope: AskerScope; asker: (opened: unknown) => Asker },
): SealedCollection {
  return {
    name,
    fields: (document) => [field(name, document, 'sealed')],
    reindex: (_document, open) => ({
      [by.key]: askerKey(keyring, by.scope, by.asker(parse(open('sealed')))),
    }),
  };
}

function field(collection: string, document: StoredDocument, path: string): SealedField {
  return { path, sealed: bytes(document[path]), where: { collection, id: document._id, field: path } };
}

/** Those of the fields that the document has. */
function presentFields(
  collection: string,
  document: StoredDocument,
  paths: readonly string[],
): SealedField[] {
  return paths.filter((path) => document[path]).map((path) => field(collection, document, path));
}

function rows(
  document: StoredDocument,
  array: string,
  path: string,
  where: (row: Row) => SealedField['where'],
): SealedField[] {
  const found = (document[array] ?? []) as Row[];
  return found.map((row, index) => ({
    path: `${array}.${index}.${path}`,
    sealed: bytes(row[path]),
    where: where(row),
  }));
}

function bytes(value: unknown): Buffer {
  return toBuffer(value as StoredBytes);
}

function parse(opened: Buffer): unknown {
  return JSON.parse(opened.toString('utf8'));
}
