import { AppError } from '../../../errors.js';
import { type ErrcodeRule, errcodeRule } from './errcodes.js';

/** The platform answered and refused: its rule says what to do. */
export class PlatformRefused extends AppError {
  readonly rule: ErrcodeRule;

  constructor(path: string, errcode: number, errmsg: string) {
    const rule = errcodeRule(errcode);
    super('platform_refused', `${path}: ${errcode} ${rule.meaning} (${errmsg.slice(0, 200)})`, {
      details: { path, errcode, action: rule.action },
    });
    this.rule = rule;
  }
}

/**
 * No answer that counts. `request` says how far it came: `not_sent` never reached the platform and may be
 * repeated; `unknown` may have had its effect.
 */
export class PlatformUnreachable extends AppError {
  readonly request: 'not_sent' | 'unknown';

  constructor(path: string, request: 'not_sent' | 'unknown', message: string, cause?: unknown) {
    super('platform_unreachable', `${path}: ${message}`, { cause, details: { path, request } });
    this.request = request;
  }
}
