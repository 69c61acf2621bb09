/** What to do about a refusal of the platform. */
export type ErrcodeAction =
  /** Passing trouble: the same request again, later. */
  | 'retry'
  /** The token is stale: fetch one and try once more. */
  | 'refresh_token'
  /** A rate per minute is used up: wait that long. */
  | 'wait_minute'
  /** A quota per day is used up: wait for the next day. */
  | 'wait_day'
  /** The customer-service window is shut or used up: another kind of message. */
  | 'other_kind'
  /** This person does not take this kind of message: another kind, and remember. */
  | 'not_granted'
  /** This person cannot be reached through the account at all. */
  | 'unreachable'
  /** The platform has it already. */
  | 'already_done'
  /** The request itself is wrong: never again. */
  | 'give_up'
  /** Somebody must change a setting first; retried slowly meanwhile. */
  | 'operator';

export interface ErrcodeRule {
  code: number;
  /** For the operator: what the platform means and what to do. */
  meaning: string;
  action: ErrcodeAction;
}

/** The platform's answers in `errcode`, as far as the calls of this service meet them. */
export const ERRCODES: readonly ErrcodeRule[] = [
  { code: -1, meaning: 'The platform is busy', action: 'retry' },
  {
    code: 40001,
    meaning: 'The access token is invalid or not the latest, or the AppSecret is wrong',
    action: 'refresh_token',
  },
  { code: 40014, meaning: 'The access token is not valid', action: 'refresh_token' },
  { code: 42001, meaning: 'The access token has run out', action: 'refresh_token' },
  {
    code: 42007,
    meaning: 'The access token was withdrawn after a change of password',
    action: 'refresh_token',
  },
  { code: 41001, meaning: 'The access token is missing', action: 'refresh_token' },
  { code: 40002, meaning: 'The grant type is wrong', action: 'give_up' },
  {
    code: 40003,
    meaning: 'The openid is wrong, or the person does not follow this account',
    action: 'unreachable',
  },
  { code: 40004, meaning: 'The media type is not allowed', action: 'give_up' },
  { code: 40005, meaning: 'The file type is not allowed', action: 'give_up' },
  { code: 40006, meaning: 'The file is too large or empty', action: 'give_up' },
  { code: 40007, meaning: 'The media id is unknown or has expired (three days)', action: 'give_up' },
  { code: 40008, meaning: 'The message type is not allowed', action: 'give_up' },
  { code: 40009, meaning: 'The picture is too large', action: 'give_up' },
  { code: 40013, meaning: 'The AppID is wrong: check WECHAT_APP_ID', action: 'operator' },
  { code: 40016, meaning: 'Too many or too few menu buttons', action: 'give_up' },
  { code: 40018, meaning: 'A menu name is too long', action: 'give_up' },
  { code: 40023, meaning: 'Too many or too few buttons under a menu', action: 'give_up' },
  { code: 40032, meaning: 'The list of openids is wrong or of the wrong length', action: 'give_up' },
  {
    code: 40037,
    meaning: 'The template id is not one of this account: check config/wechat-templates.json',
    action: 'operator',
  },
  { code: 40125, meaning: 'The AppSecret is wrong: check WECHAT_APP_SECRET', action: 'operator' },
  { code: 40130, meaning: 'A mass message needs at least two openids', action: 'give_up' },
  {
    code: 40164,
    meaning: 'This address is not on the IP list of the account: add it in the console',
    action: 'operator',
  },
  { code: 40243, meaning: 'The AppSecret is frozen: release it in the console', action: 'operator' },
  { code: 41002, meaning: 'The AppID is missing: set WECHAT_APP_ID', action: 'operator' },
  { code: 41004, meaning: 'The AppSecret is missing: set WECHAT_APP_SECRET', action: 'operator' },
  { code: 43004, meaning: 'The person does not follow the account', action: 'unreachable' },
  { code: 43019, meaning: 'The person is on the black list of the account', action: 'unreachable' },
  {
    code: 43101,
    meaning: 'The person has not granted this subscription, or has used the grant up',
    action: 'not_granted',
  },
  {
    code: 43107,
    meaning: 'Subscription notices are closed to this account or template',
    action: 'other_kind',
  },
  { code: 43108, meaning: 'Two notices to the same person at once', action: 'retry' },
  {
    code: 43116,
    meaning: 'The template is closed to this account: check config/wechat-templates.json',
    action: 'other_kind',
  },
  { code: 44002, meaning: 'The request was empty', action: 'give_up' },
  { code: 44004, meaning: 'The text is empty', action: 'give_up' },
  { code: 45002, meaning: 'The text is longer than 2,048 bytes', action: 'give_up' },
  { code: 45007, meaning: 'The recording is too long', action: 'give_up' },
  {
    code: 45009,
    meaning: "The day's quota of this call is used up (it can be cleared ten times a month)",
    action: 'wait_day',
  },
  { code: 45011, meaning: 'Too many calls this minute', action: 'wait_minute' },
  { code: 45015, meaning: 'The 48-hour window of this person is shut', action: 'other_kind' },
  { code: 45028, meaning: 'The mass messages of this month are used up', action: 'give_up' },
  { code: 45047, meaning: 'The messages of this window are used up', action: 'other_kind' },
  { code: 45048, meaning: 'The menu message is wrong', action: 'give_up' },
  { code: 45058, meaning: 'The tag is kept by the platform', action: 'give_up' },
  { code: 45065, meaning: 'This clientmsgid was already sent', action: 'already_done' },
  { code: 45066, meaning: 'The same clientmsgid was sent too soon again', action: 'wait_minute' },
  { code: 45067, meaning: 'The clientmsgid is too long', action: 'give_up' },
  { code: 45072, meaning: 'The typing command is wrong', action: 'give_up' },
  { code: 45080, meaning: 'Typing: the person sent nothing in the last 30 seconds', action: 'give_up' },
  { code: 45081, meaning: 'Typing: already shown', action: 'give_up' },
  { code: 45157, meaning: 'A tag of that name exists', action: 'give_up' },
  { code: 45168, meaning: 'The platform found a word it does not let through', action: 'give_up' },
  { code: 46003, meaning: 'There is no menu', action: 'give_up' },
  { code: 47001, meaning: 'The request is not the JSON the platform expects', action: 'give_up' },
  {
    code: 47003,
    meaning: 'A value does not fit its keyword (too long, wrong kind): check config/wechat-templates.json',
    action: 'other_kind',
  },
  {
    code: 48001,
    meaning: 'The account has no right to this call: is it a verified service account?',
    action: 'operator',
  },
  { code: 48002, meaning: 'The person has switched off messages from this account', action: 'unreachable' },
  { code: 48004, meaning: 'The call is blocked for a breach of rules: see the console', action: 'operator' },
  { code: 48008, meaning: 'No right to messages of this type', action: 'other_kind' },
  { code: 50002, meaning: 'The account is limited or frozen: see the console', action: 'operator' },
  { code: 50005, meaning: 'The person does not follow the account', action: 'unreachable' },
  { code: 61451, meaning: 'A parameter is wrong', action: 'give_up' },
  {
    code: 89503,
    meaning: 'The call waits for the confirmation of an administrator in the console',
    action: 'operator',
  },
];

const byCode = new Map(ERRCODES.map((rule) => [rule.code, rule]));

/** The rule for a code. Unknown codes are retried with backoff; who retries marks them dead in the end. */
export function errcodeRule(code: number): ErrcodeRule {
  return byCode.get(code) ?? { code, meaning: 'A code this service does not know', action: 'retry' };
}

/** Whether the table names the code. */
export function isKnownErrcode(code: number): boolean {
  return byCode.has(code);
}
