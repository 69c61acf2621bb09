import { AppError, isAppError } from '../errors.js';
import type { Models } from '../models/create-models.js';
import type { Keyring } from '../secrets/keyring.js';

const ID = 'secret-key';
const WORD = 'xinfangtong';
const PLACE = { collection: 'key_marks', id: ID, field: 'sealed' };

/**
 * Makes sure that the key is the one this store was written with; an empty store is marked with it. Call it
 * before anything else is read, so that a lost key file shows at the start and not petition by petition.
 * @throws `secret_key_wrong`
 */
export async function verifyKey(models: Pick<Models, 'keyMarks'>, keyring: Keyring): Promise<void> {
  const mark = (await models.keyMarks.read(ID)) ?? (await makeMark(models, keyring));
  try {
    keyring.sealer.open(mark, PLACE);
  } catch (cause) {
    if (!isAppError(cause, 'cannot_open')) throw cause;
    throw new AppError(
      'secret_key_wrong',
      'SECRET_KEY is not the key this store was written with; restore that key, or give it as SECRET_KEY_PREVIOUS',
      { cause },
    );
  }
}

async function makeMark(models: Pick<Models, 'keyMarks'>, keyring: Keyring): Promise<Buffer> {
  const sealed = keyring.sealer.seal(WORD, PLACE);
  if (await models.keyMarks.insert(ID, sealed)) return sealed;
  return (await models.keyMarks.read(ID)) ?? sealed;
}
