/** Names of the error codes this store answers with, as MongoDB spells them. */
const codeNames: Record<number, string> = {
  1: 'InternalError',
  2: 'BadValue',
  9: 'FailedToParse',
  10: 'CannotMutateObject',
  14: 'TypeMismatch',
  16: 'InvalidLength',
  20: 'IllegalOperation',
  22: 'InvalidBSON',
  26: 'NamespaceNotFound',
  27: 'IndexNotFound',
  28: 'PathNotViable',
  31: 'RoleNotFound',
  40: 'ConflictingUpdateOperators',
  43: 'CursorNotFound',
  48: 'NamespaceExists',
  52: 'DollarPrefixedFieldName',
  53: 'InvalidIdField',
  54: 'NotSingleValueField',
  55: 'InvalidDBRef',
  56: 'EmptyFieldName',
  57: 'DottedFieldName',
  59: 'CommandNotFound',
  66: 'ImmutableField',
  67: 'CannotCreateIndex',
  72: 'InvalidOptions',
  73: 'InvalidNamespace',
  85: 'IndexOptionsConflict',
  86: 'IndexKeySpecsConflict',
  115: 'CommandNotSupported',
  168: 'InvalidPipelineOperator',
  171: 'CannotIndexParallelArrays',
  241: 'ConversionFailure',
  238: 'NotImplemented',
  303: 'FailedToSatisfyPrecondition',
  10334: 'BSONObjectTooLarge',
  11000: 'DuplicateKey',
  14031: 'OutOfDiskSpace',
};

/** An error a client sees: `{ok: 0, errmsg, code, codeName}` or an entry of `writeErrors`. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: number;
  /** Further fields of the answer, such as `keyPattern` and `keyValue` of a duplicate key. */
  readonly info: Record<string, unknown>;

  constructor(code: number, message: string, info: Record<string, unknown> = {}) {
    super(message);
    this.code = code;
    this.info = info;
  }

  get codeName(): string {
    return codeNames[this.code] ?? `Location${this.code}`;
  }
}

/** 2: a value that the operator or option cannot take. */
export const badValue = (message: string) => new StoreError(2, message);
/** 9: text or structure that cannot be parsed. */
export const failedToParse = (message: string) => new StoreError(9, message);
/** 14: a value of the wrong type. */
export const typeMismatch = (message: string) => new StoreError(14, message);
/** 238: known to MongoDB, not implemented here; the message names what was refused. */
export const refused = (what: string) =>
  new StoreError(238, `${what} is not supported by the embedded store; use a MongoDB server for it`);
