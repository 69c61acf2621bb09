import { equal } from '../bson/compare.js';
import { exactInteger } from '../bson/numbers.js';
import { type Doc, isDoc, isNumber, type Value } from '../bson/values.js';
import { badValue, refused, StoreError, typeMismatch } from '../errors.js';
import { type Collection, describeIndex, type Index, makeIndex } from '../store/catalog.js';
import {
  allowFields,
  type Context,
  collectionName,
  documentArray,
  type Handler,
  namespaceOf,
  simpleCollation,
} from './context.js';
import { listSource } from './cursors.js';

const supported = new Set([
  'v',
  'key',
  'name',
  'unique',
  'sparse',
  'hidden',
  'partialFilterExpression',
  'expireAfterSeconds',
  'background',
  'collation',
  'ns',
]);

const cannot = (message: string) => new StoreError(67, message);

function checkKey(key: Value | undefined): Doc {
  if (!isDoc(key) || key.size === 0) throw cannot('Index keys cannot be empty.');
  for (const [path, direction] of key) {
    if (typeof direction === 'string') throw refused(`an index of type ${direction}`);
    if (path.split('.').some((part) => part === '' || part.startsWith('$'))) {
      throw refused(path.includes('$**') ? 'a wildcard index' : `the index path '${path}'`);
    }
    const n = isNumber(direction) ? exactInteger(direction) : undefined;
    if (n === undefined || n === 0n)
      throw cannot(
        `Values in v:2 index key pattern cannot be of type other than a nonzero whole number: ${path}`,
      );
  }
  return key;
}

/** `name_1_age_-1`. */
const nameOf = (key: Doc): string => [...key].map(([path, direction]) => `${path}_${direction}`).join('_');

function checkSpec(spec: Doc): Doc {
  const key = checkKey(spec.get('key'));
  for (const [name, value] of spec) {
    if (!supported.has(name) && value !== false) throw refused(`the index option ${name}`);
  }
  if (!simpleCollation(spec.get('collation'))) throw refused('the index option collation');
  const partial = spec.get('partialFilterExpression');
  if (partial !== undefined && !isDoc(partial))
    throw typeMismatch("The field 'partialFilterExpression' must be an object");
  if (partial !== undefined && spec.get('sparse') === true)
    throw cannot('cannot mix "partialFilterExpression" and "sparse" options');
  checkTtl(spec, key);
  return new Map([...spec, ['name', (spec.get('name') as string) ?? nameOf(key)]]);
}

function checkTtl(spec: Doc, key: Doc): void {
  const seconds = spec.get('expireAfterSeconds');
  if (seconds === undefined) return;
  if (!isNumber(seconds)) throw cannot('expireAfterSeconds must be a number');
  if (key.size > 1) throw cannot('TTL indexes are single-field indexes, compound indexes do not support TTL');
  if (key.has('_id')) throw cannot('The field expireAfterSeconds is not valid for an _id index');
  if (Number(seconds) < 0 || Number(seconds) > 2147483647)
    throw cannot('TTL index expireAfterSeconds option must be within 0 and 2147483647');
}

const describe = (index: Index): Doc =>
  new Map([...describeIndex(index)].filter(([name]) => name !== 'name' && name !== 'v'));

/** The existing index a request asks for again; throws where the two only half agree. */
function existing(collection: Collection, wanted: Index): Index | undefined {
  const all = [collection.idIndex, ...collection.indexes];
  const sameName = all.find((i) => i.name === wanted.name);
  const sameKey = all.find(
    (i) => equal(i.key, wanted.key) && equal(i.partial ?? null, wanted.partial ?? null),
  );
  if (wanted.key.size === 1 && wanted.key.has('_id')) return collection.idIndex;
  if (sameName) {
    if (equal(describe(sameName), describe(wanted))) return sameName;
    throw new StoreError(
      86,
      `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${wanted.name}`,
    );
  }
  if (!sameKey) return undefined;
  if (equal(describe(sameKey), describe(wanted)))
    throw new StoreError(85, `Index already exists with a different name: ${sameKey.name}`);
  throw new StoreError(85, `An equivalent index already exists with different options: ${sameKey.name}`);
}

function create(context: Context, collection: Collection, spec: Doc): void {
  const { store } = context;
  if (existing(collection, makeIndex(spec, 0))) return;
  const index = makeIndex(spec, store.catalog.newTree());
  collection.indexes.push(index);
  try {
    store.documents.build(collection, index);
  } catch (error) {
    store.documents.clear(index.tree);
    collection.indexes.splice(collection.indexes.indexOf(index), 1);
    throw error;
  }
  store.catalog.save(collection);
}

export const createIndexes: Handler = async (context) => {
  allowFields(context, ['indexes', 'commitQuorum']);
  const name = collectionName(context);
  const specs = documentArray(context.command.get('indexes'), 'indexes').map(checkSpec);
  if (specs.length === 0) throw badValue('Must specify at least one index to create');
  const { store, db } = context;
  return store.env.write(() => {
    const created = !store.catalog.get(`${db}.${name}`);
    const collection = store.catalog.ensure(db, name);
    const before = collection.indexes.length + 1;
    for (const spec of specs) create(context, collection, spec);
    return {
      numIndexesBefore: before,
      numIndexesAfter: collection.indexes.length + 1,
      createdCollectionAutomatically: created,
    };
  });
};

function collectionOf(context: Context): Collection {
  const collection = context.store.catalog.get(namespaceOf(context));
  if (!collection) throw new StoreError(26, `ns does not exist: ${namespaceOf(context)}`);
  return collection;
}

export const listIndexes: Handler = async (context) => {
  allowFields(context, ['includeBuildUUIDs', 'includeIndexBuildInfo']);
  const collection = collectionOf(context);
  const list = [collection.idIndex, ...collection.indexes].map(describeIndex);
  return {
    cursor: await context.cursors.open(
      namespaceOf(context),
      listSource(list, () => 100),
      list.length + 1,
      true,
    ),
  };
};

function dropped(collection: Collection, wanted: Value | undefined): Index[] {
  if (wanted === '*') return [...collection.indexes];
  if (Array.isArray(wanted)) return wanted.flatMap((one) => dropped(collection, one));
  if (wanted === '_id_' || (isDoc(wanted) && equal(wanted, collection.idIndex.key)))
    throw new StoreError(72, 'cannot drop _id index');
  const index = collection.indexes.find((i) =>
    typeof wanted === 'string' ? i.name === wanted : equal(i.key, wanted),
  );
  if (!index) throw new StoreError(27, `index not found with name [${String(wanted)}]`);
  return [index];
}

export const dropIndexes: Handler = async (context) => {
  allowFields(context, ['index']);
  const collection = collectionOf(context);
  const { store } = context;
  const gone = dropped(collection, context.command.get('index'));
  return store.env.write(() => {
    const before = collection.indexes.length + 1;
    for (const index of gone) {
      store.documents.clear(index.tree);
      collection.indexes.splice(collection.indexes.indexOf(index), 1);
    }
    store.catalog.save(collection);
    return { nIndexesWas: before };
  });
};
