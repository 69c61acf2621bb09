import { Decimal128, ObjectId } from 'bson';
import { asDouble, numberKind } from '../../bson/numbers.js';
import { isNumber, type NumberValue, typeName, type Value } from '../../bson/values.js';
import { refused, StoreError } from '../../errors.js';

/** A double's text where JavaScript's shortest form is MongoDB's too; else refused. */
function doubleText(x: number): string {
  if (Number.isNaN(x)) return 'NaN';
  if (!Number.isFinite(x)) return x > 0 ? 'Infinity' : '-Infinity';
  if (Object.is(x, -0)) return '-0';
  const text = String(x);
  const plain = !text.includes('e') && text.replace(/[-.]/g, '').replace(/^0+/, '').length <= 15;
  if (!plain) throw refused('the text of a double of more than 15 digits or with an exponent');
  return text;
}

function numberText(v: NumberValue): string {
  if (v instanceof Decimal128) return v.toString();
  return numberKind(v) === 'double' ? doubleText(asDouble(v)) : String(v);
}

/** The text of a value as `$toString` gives it. */
export function textOf(name: string, v: Value): string {
  if (typeof v === 'string') return v;
  if (typeof v === 'boolean') return String(v);
  if (isNumber(v)) return numberText(v);
  if (v instanceof Date) return v.toISOString();
  if (v instanceof ObjectId) return v.toHexString();
  throw new StoreError(16007, `can't convert from BSON type ${typeName(v)} to String (${name})`);
}
