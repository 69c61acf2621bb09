import { Decimal128, MaxKey, MinKey, ObjectId } from 'bson';
import fc from 'fast-check';
import t from 'tap';
import { compareValues } from '../../src/storage/embedded/bson/compare.js';
import { decode } from '../../src/storage/embedded/bson/decode.js';
import { encode } from '../../src/storage/embedded/bson/encode.js';
import { Bytes, Double, isInt32, type Value } from '../../src/storage/embedded/bson/values.js';
import { encodeValue, encodeValues } from '../../src/storage/embedded/keys/encode-key.js';

const edgeDoubles = [
  0,
  -0,
  1.5,
  -1.5,
  0.1,
  2 ** 53,
  2 ** 53 + 2,
  2 ** 63,
  -(2 ** 63),
  1e308,
  5e-324,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];
const double = fc
  .oneof(fc.constantFrom(...edgeDoubles), fc.double())
  .map((x) => (isInt32(x) ? new Double(x) : x));
const int64 = fc.oneof(
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  fc.bigInt(2n ** 53n - 3n, 2n ** 53n + 3n),
  fc.bigInt(-3n, 3n),
);
const decimal = fc.oneof(
  fc.constantFrom(
    '0.1',
    '1.5',
    '1E6000',
    '-1E6000',
    '1E-6000',
    'NaN',
    'Infinity',
    '-Infinity',
    '9007199254740993',
    '9223372036854775807.5',
    '0E10',
    '-0',
  ),
  fc
    .tuple(fc.bigInt(-(10n ** 20n), 10n ** 20n), fc.integer({ min: -30, max: 30 }))
    .map(([c, e]) => `${c}E${e}`),
);
const decimalValue = decimal.map((text) => Decimal128.fromString(text));
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('', 'a', 'a\0', 'a\0b', 'ab', '信访', '\uffff', '𠮷'),
);
const leaf: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.integer(),
  double,
  int64,
  decimalValue,
  text,
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((b) => new ObjectId(b)),
  fc.uint8Array({ maxLength: 3 }).map((b) => new Bytes(Buffer.from(b), 0)),
  fc.constantFrom(new MinKey(), new MaxKey()),
);
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom('a', 'b', '1', ''), tie('value')), { maxLength: 3 })
      .map((entries) => new Map(entries)),
  ),
}));

const sign = (n: number): number => Math.sign(n);

t.test('keys are ordered and equal exactly as the values are', async (t) => {
  fc.assert(
    fc.property(
      value,
      value,
      (a, b) => sign(Buffer.compare(encodeValue(a), encodeValue(b))) === sign(compareValues(a, b)),
    ),
    { numRuns: 3000 },
  );
  t.pass('no counterexample');
});

t.test('numbers of different types are ordered by their exact value', async (t) => {
  const number = fc.oneof(fc.integer({ min: -5, max: 5 }), double, int64, decimalValue);
  fc.assert(
    fc.property(
      number,
      number,
      (a, b) => sign(Buffer.compare(encodeValue(a), encodeValue(b))) === sign(compareValues(a, b)),
    ),
    { numRuns: 5000 },
  );
  t.equal(compareValues(9007199254740993n, Decimal128.fromString('9007199254740993')), 0);
  t.equal(compareValues(2 ** 53, 9007199254740993n), -1);
  t.not(compareValues(0.1, Decimal128.fromString('0.1')), 0, '0.1 as a double is not 0.1');
});

t.test('no key is the beginning of another, also with descending fields', async (t) => {
  fc.assert(
    fc.property(
      fc.tuple(value, value),
      fc.tuple(value, value),
      fc.tuple(fc.boolean(), fc.boolean()),
      (a, b, descending) => {
        const [x, y] = [encodeValues(a, descending), encodeValues(b, descending)];
        const first = compareValues(a[0], b[0]) * (descending[0] ? -1 : 1);
        const second = compareValues(a[1], b[1]) * (descending[1] ? -1 : 1);
        return sign(Buffer.compare(x, y)) === sign(first || second);
      },
    ),
    { numRuns: 2000 },
  );
  t.pass('no counterexample');
});

t.test('what is encoded is decoded to the same', async (t) => {
  fc.assert(
    fc.property(value, (v) => {
      const bytes = encode(new Map([['v', v]]));
      return encode(decode(bytes)).equals(bytes);
    }),
    { numRuns: 2000 },
  );
  t.pass('no counterexample');
});
