import type { PetitionErrorCode } from '../../domain/petition-error.js';
import { AppError } from '../../errors.js';

export { PETITION_ERROR, type PetitionErrorCode } from '../../domain/petition-error.js';

/** An error a handler can word; `message` is for developers. */
export function petitionError(
  code: PetitionErrorCode,
  message: string,
  details?: Record<string, unknown>,
): AppError {
  return new AppError(code, message, details === undefined ? undefined : { details });
}
