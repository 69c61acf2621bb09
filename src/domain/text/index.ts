import { rating, refusal, serving, supplement, urge, withdrawal } from './acts.js';
import { common } from './common.js';
import { filing } from './filing.js';
import { form } from './form.js';
import { clockTime, groupCode, maskPhone, monthDay, yearMonthDay } from './format.js';
import { danger, guide, handover, personal } from './people.js';
import { query } from './query.js';
import { session } from './session.js';

/** Every sentence a citizen reads in chat, by subject. */
export const text = {
  common,
  form,
  filing,
  query,
  supplement,
  urge,
  withdrawal,
  rating,
  serving,
  refusal,
  handover,
  danger,
  personal,
  guide,
  session,
  format: { clockTime, groupCode, maskPhone, monthDay, yearMonthDay },
};
