import envSchema from 'env-schema';
import { type Static, type TSchema, Type } from 'typebox';
import { AppError } from './errors.js';

/** Everything the service can be told from outside; read once, at the start. */
export interface Config {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Origin under which people reach the service, without a trailing slash; secure cookies when it is https. */
  readonly publicUrl: string | undefined;
  /** How many proxies in front of the service are believed when they name the visitor's address; 0: none. */
  readonly trustedProxies: number;
  /** Unset: the embedded store. */
  readonly mongodbUri: string | undefined;
  readonly dataDir: string;
  /** 32 bytes in base64. Unset: generated into `dataDir` (embedded store only). */
  readonly secretKey: string | undefined;
  readonly secretKeyPrevious: string | undefined;
  readonly sampleData: 'auto' | 'on' | 'off';
  /** First six digits of the county's division code. */
  readonly countyCode: string;
  readonly requireIdNumber: boolean;
  /** Days after which an unsent draft is erased. */
  readonly draftDays: number;
  readonly wechat: WechatConfig;
  readonly wechaty: WechatyConfig;
  readonly staffAdminPassword: string | undefined;
  readonly logLevel: LogLevel;
}

/** The official account (公众号). */
export interface WechatConfig {
  readonly appId: string | undefined;
  readonly appSecret: string | undefined;
  /** Unset: the callback answers 503. */
  readonly token: string | undefined;
  /** Set: only encrypted deliveries are accepted. */
  readonly encodingAesKey: string | undefined;
  readonly tokenPrevious: string | undefined;
  readonly encodingAesKeyPrevious: string | undefined;
  /** Origin of the platform's API, without a trailing slash. */
  readonly apiBase: string;
}

/** The wechaty bot; without a puppet it is not started. */
export interface WechatyConfig {
  readonly puppet: string | undefined;
  readonly puppetOptions: Readonly<Record<string, unknown>>;
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The variables by name, as strings or missing: `process.env` or a test's own record. */
export type Environment = Readonly<Record<string, string | undefined>>;

// Each description completes the sentence "PORT takes …".
const onOff = { enum: ['on', 'off'], default: 'off', description: 'on or off' };
const secretKey = { format: 'key-32-bytes', description: '32 bytes in base64 (openssl rand -base64 32)' };
const wechatToken = { pattern: '^\\S{3,32}$', description: '3 to 32 characters without spaces' };
const aesKey = {
  pattern: '^[A-Za-z0-9]{43}$',
  description: 'the 43 letters and digits shown in the platform’s console',
};

const Variables = Type.Object({
  HOST: Type.String({
    pattern: '^[A-Za-z0-9.:_-]+$',
    default: '127.0.0.1',
    description: 'a host name or an IP address to listen on, without a port',
  }),
  PORT: Type.Integer({
    minimum: 0,
    maximum: 65535,
    default: 3000,
    description: 'a whole number from 0 to 65535 (0: any free port)',
  }),
  PUBLIC_URL: optional({
    format: 'origin',
    description:
      'an address such as https://xinfang.example.cn: http or https, host, perhaps a port, no path',
  }),
  TRUST_PROXY: Type.String({
    pattern: '^(on|off|[1-9])$',
    default: 'off',
    description: 'off, on (one proxy in front), or the number of proxies in front from 1 to 9',
  }),
  MONGODB_URI: optional({
    pattern: '^mongodb(\\+srv)?://\\S+$',
    description: 'a connection string that begins with mongodb:// or mongodb+srv://',
  }),
  DATA_DIR: Type.String({ default: './data', description: 'the path of a directory' }),
  SECRET_KEY: optional(secretKey),
  SECRET_KEY_PREVIOUS: optional(secretKey),
  SAMPLE_DATA: Type.String({
    enum: ['auto', 'on', 'off'],
    default: 'auto',
    description: 'auto, on or off',
  }),
  COUNTY_CODE: Type.String({
    pattern: '^[1-9]\\d{5}$',
    default: '370983',
    description: 'the six digits of a county’s division code',
  }),
  REQUIRE_ID_NUMBER: Type.String(onOff),
  DRAFT_DAYS: Type.Integer({
    minimum: 2,
    maximum: 90,
    default: 7,
    description: 'a whole number of days from 2 to 90',
  }),
  WECHAT_APP_ID: optional({
    pattern: '^(?!gh_)[A-Za-z0-9_-]+$',
    description: 'the AppID (wx…) of the official account, not its original id (gh_…)',
  }),
  WECHAT_APP_SECRET: optional({ pattern: '^\\S+$', description: 'the AppSecret, without spaces' }),
  WECHAT_TOKEN: optional(wechatToken),
  WECHAT_ENCODING_AES_KEY: optional(aesKey),
  WECHAT_TOKEN_PREVIOUS: optional(wechatToken),
  WECHAT_ENCODING_AES_KEY_PREVIOUS: optional(aesKey),
  WECHAT_API_BASE: Type.String({
    format: 'origin',
    default: 'https://api.weixin.qq.com',
    description: 'an address such as https://api.weixin.qq.com: http or https, host, perhaps a port, no path',
  }),
  WECHATY_PUPPET: optional({
    pattern: '^(@[a-z0-9._-]+/)?[a-z0-9._-]+$',
    description: 'the name of an installed puppet package, such as wechaty-puppet-service',
  }),
  WECHATY_PUPPET_OPTIONS: optional({
    format: 'json-object',
    description: 'a JSON object, such as {"token":"…"}',
  }),
  STAFF_ADMIN_PASSWORD: optional({ minLength: 8, description: 'at least 8 characters' }),
  LOG_LEVEL: Type.String({
    enum: [...LOG_LEVELS],
    default: 'info',
    description: `one of ${LOG_LEVELS.join(', ')}`,
  }),
});
type Variables = Static<typeof Variables>;

/** `first` may not be set without `second`; the reason completes the line. */
const NEEDS: readonly (readonly [first: keyof Variables, second: keyof Variables, why: string])[] = [
  ['MONGODB_URI', 'SECRET_KEY', 'with an external MongoDB the key is never generated'],
  ['SECRET_KEY_PREVIOUS', 'SECRET_KEY', 'a previous key is read only beside the present one'],
  ['WECHAT_APP_SECRET', 'WECHAT_APP_ID', 'the platform asks for both together'],
  ['WECHAT_ENCODING_AES_KEY', 'WECHAT_TOKEN', 'deliveries are signed with the token'],
  ['WECHAT_ENCODING_AES_KEY', 'WECHAT_APP_ID', 'an encrypted delivery must name this account'],
  ['WECHAT_TOKEN_PREVIOUS', 'WECHAT_TOKEN', 'a previous token is accepted only beside the present one'],
  [
    'WECHAT_ENCODING_AES_KEY_PREVIOUS',
    'WECHAT_ENCODING_AES_KEY',
    'a previous key is accepted only beside the present one',
  ],
  ['WECHATY_PUPPET_OPTIONS', 'WECHATY_PUPPET', 'options belong to a puppet'],
];

/**
 * Reads the configuration out of the variables; an empty string counts as unset.
 * Throws AppError `config_invalid` whose message has one line per problem, each naming the variable and
 * what it takes and none repeating a value (it may be a secret).
 */
export function loadConfig(env: Environment): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(
      ([name, value]) => name in Variables.properties && value !== undefined && value !== '',
    ),
  );
  const { variables, problems } = check(given);
  for (const [first, second, why] of NEEDS) {
    if (first in given && !(second in given)) problems.push(`${second}: must be set with ${first}: ${why}`);
  }
  if (variables === undefined || problems.length > 0) {
    throw new AppError('config_invalid', problems.join('\n'));
  }
  return toConfig(variables);
}

/** What is allowed but probably not meant, one line each; for the operator at the start. */
export function configWarnings(config: Config): string[] {
  const warnings: string[] = [];
  if (!isLoopback(config.host) && config.publicUrl === undefined) {
    warnings.push(
      'PUBLIC_URL: not set although HOST is open to other machines; links and QR codes will be missing',
    );
  }
  if (config.publicUrl?.startsWith('http:') && !isLoopback(new URL(config.publicUrl).hostname)) {
    warnings.push('PUBLIC_URL: not https; what people write travels unprotected');
  }
  if (config.wechat.token !== undefined && config.wechat.appSecret === undefined) {
    warnings.push('WECHAT_APP_SECRET: not set; the official account answers but cannot notify anybody');
  }
  return warnings;
}

/** The process's variables, with those of a `.env` file in the working directory behind them. */
export function readEnvironment(): Environment {
  try {
    process.loadEnvFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return process.env;
}

function optional(options: Record<string, unknown>) {
  return Type.Optional(Type.String(options));
}

function check(given: Record<string, unknown>): { variables?: Variables; problems: string[] } {
  try {
    const variables = envSchema<Variables>({
      schema: Variables,
      data: { ...given },
      env: false,
      ajv: { customOptions: withFormats },
    });
    return { variables, problems: [] };
  } catch (error) {
    const found = (error as { errors?: { instancePath: string }[] }).errors;
    if (found === undefined) throw error;
    const names = new Set(found.map((problem) => problem.instancePath.slice(1)));
    return { problems: [...names].map((name) => `${name}: takes ${descriptionOf(name)}`) };
  }
}

function descriptionOf(name: string): string {
  const schema: TSchema & { description?: string } = Variables.properties[name as keyof Variables];
  return schema.description ?? 'another value';
}

type Ajv = Parameters<NonNullable<CustomOptions>>[0];
type CustomOptions = Extract<
  NonNullable<Parameters<typeof envSchema>[0]>['ajv'],
  { customOptions: unknown }
>['customOptions'];

function withFormats(ajv: Ajv): Ajv {
  return ajv
    .addFormat('origin', isOrigin)
    .addFormat('key-32-bytes', isKey)
    .addFormat('json-object', isJsonObject);
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const bare = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  return bare && (url.protocol === 'http:' || url.protocol === 'https:');
}

function isKey(text: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(text);
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function isLoopback(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(host);
}

function proxies(value: string): number {
  if (value === 'off') return 0;
  return value === 'on' ? 1 : Number(value);
}

function toConfig(v: Variables): Config {
  return deepFreeze({
    host: v.HOST,
    port: v.PORT,
    publicUrl: v.PUBLIC_URL === undefined ? undefined : new URL(v.PUBLIC_URL).origin,
    trustedProxies: proxies(v.TRUST_PROXY),
    mongodbUri: v.MONGODB_URI,
    dataDir: v.DATA_DIR,
    secretKey: v.SECRET_KEY,
    secretKeyPrevious: v.SECRET_KEY_PREVIOUS,
    sampleData: v.SAMPLE_DATA as Config['sampleData'],
    countyCode: v.COUNTY_CODE,
    requireIdNumber: v.REQUIRE_ID_NUMBER === 'on',
    draftDays: v.DRAFT_DAYS,
    wechat: {
      appId: v.WECHAT_APP_ID,
      appSecret: v.WECHAT_APP_SECRET,
      token: v.WECHAT_TOKEN,
      encodingAesKey: v.WECHAT_ENCODING_AES_KEY,
      tokenPrevious: v.WECHAT_TOKEN_PREVIOUS,
      encodingAesKeyPrevious: v.WECHAT_ENCODING_AES_KEY_PREVIOUS,
      apiBase: new URL(v.WECHAT_API_BASE).origin,
    },
    wechaty: {
      puppet: v.WECHATY_PUPPET,
      puppetOptions: JSON.parse(v.WECHATY_PUPPET_OPTIONS ?? '{}') as Record<string, unknown>,
    },
    staffAdminPassword: v.STAFF_ADMIN_PASSWORD,
    logLevel: v.LOG_LEVEL as LogLevel,
  });
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) deepFreeze(part);
  }
  return Object.freeze(value);
}
