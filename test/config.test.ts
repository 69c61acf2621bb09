import t from 'tap';
import { configWarnings, type Environment, loadConfig } from '../src/config.js';
import { isAppError } from '../src/errors.js';

const key = Buffer.alloc(32, 7).toString('base64');
const otherKey = Buffer.alloc(32, 9).toString('base64');
const aesKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';

function problemsOf(env: Environment): string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (isAppError(error, 'config_invalid')) return error.message.split('\n');
    throw error;
  }
  return [];
}

t.test('without any variable the service listens on loopback with the embedded store', async (t) => {
  t.same(loadConfig({}), {
    host: '127.0.0.1',
    port: 3000,
    publicUrl: undefined,
    trustedProxies: 0,
    mongodbUri: undefined,
    dataDir: './data',
    secretKey: undefined,
    secretKeyPrevious: undefined,
    sampleData: 'auto',
    countyCode: '370983',
    requireIdNumber: false,
    draftDays: 7,
    wechat: {
      appId: undefined,
      appSecret: undefined,
      token: undefined,
      encodingAesKey: undefined,
      tokenPrevious: undefined,
      encodingAesKeyPrevious: undefined,
      apiBase: 'https://api.weixin.qq.com',
    },
    wechaty: { puppet: undefined, puppetOptions: {} },
    staffAdminPassword: undefined,
    logLevel: 'info',
  });
});

t.test('every variable of the contract is read', async (t) => {
  const config = loadConfig({
    HOST: '0.0.0.0',
    PORT: '8080',
    PUBLIC_URL: 'https://xinfang.example.cn/',
    TRUST_PROXY: 'on',
    MONGODB_URI: 'mongodb://localhost:27017/xinfangtong',
    DATA_DIR: '/var/lib/xinfangtong',
    SECRET_KEY: key,
    SECRET_KEY_PREVIOUS: otherKey,
    SAMPLE_DATA: 'off',
    COUNTY_CODE: '370982',
    REQUIRE_ID_NUMBER: 'on',
    DRAFT_DAYS: '10',
    WECHAT_APP_ID: 'wxb11529c136998cb6',
    WECHAT_APP_SECRET: 'secret',
    WECHAT_TOKEN: 'test',
    WECHAT_ENCODING_AES_KEY: aesKey,
    WECHAT_TOKEN_PREVIOUS: 'tset',
    WECHAT_ENCODING_AES_KEY_PREVIOUS: aesKey.toLowerCase(),
    WECHAT_API_BASE: 'http://127.0.0.1:9000',
    WECHATY_PUPPET: 'wechaty-puppet-service',
    WECHATY_PUPPET_OPTIONS: '{"token":"puppet"}',
    STAFF_ADMIN_PASSWORD: 'correct horse',
    LOG_LEVEL: 'debug',
  });
  t.same(config, {
    host: '0.0.0.0',
    port: 8080,
    publicUrl: 'https://xinfang.example.cn',
    trustedProxies: 1,
    mongodbUri: 'mongodb://localhost:27017/xinfangtong',
    dataDir: '/var/lib/xinfangtong',
    secretKey: key,
    secretKeyPrevious: otherKey,
    sampleData: 'off',
    countyCode: '370982',
    requireIdNumber: true,
    draftDays: 10,
    wechat: {
      appId: 'wxb11529c136998cb6',
      appSecret: 'secret',
      token: 'test',
      encodingAesKey: aesKey,
      tokenPrevious: 'tset',
      encodingAesKeyPrevious: aesKey.toLowerCase(),
      apiBase: 'http://127.0.0.1:9000',
    },
    wechaty: { puppet: 'wechaty-puppet-service', puppetOptions: { token: 'puppet' } },
    staffAdminPassword: 'correct horse',
    logLevel: 'debug',
  });
});

t.test('an empty variable counts as unset', async (t) => {
  const empty = Object.fromEntries(
    ['PORT', 'PUBLIC_URL', 'SECRET_KEY', 'WECHAT_TOKEN', 'WECHATY_PUPPET_OPTIONS', 'LOG_LEVEL'].map(
      (name) => [name, ''],
    ),
  );
  t.same(loadConfig({ ...empty, HOST: undefined }), loadConfig({}));
});

t.test('reading the configuration leaves the variables alone and the result cannot be changed', async (t) => {
  const env = Object.freeze({ PORT: '3001', PATH: '/bin' });
  const config = loadConfig(env);
  t.equal(config.port, 3001);
  t.ok(Object.isFrozen(config));
  t.ok(Object.isFrozen(config.wechat));
  t.ok(Object.isFrozen(config.wechaty.puppetOptions));
});

const wrong: readonly [name: string, value: string, takes: string][] = [
  ['HOST', 'http://localhost', 'host name or an IP address'],
  ['PORT', '70000', 'from 0 to 65535'],
  ['PORT', '-1', 'from 0 to 65535'],
  ['PORT', '30.5', 'from 0 to 65535'],
  ['PORT', 'http', 'from 0 to 65535'],
  ['PUBLIC_URL', 'xinfang.example.cn', 'http or https'],
  ['PUBLIC_URL', 'ftp://xinfang.example.cn', 'http or https'],
  ['PUBLIC_URL', 'https://xinfang.example.cn/path', 'no path'],
  ['TRUST_PROXY', 'yes', 'off, on'],
  ['MONGODB_URI', 'postgres://localhost', 'mongodb://'],
  ['SECRET_KEY', 'too short', '32 bytes in base64'],
  ['SECRET_KEY', Buffer.alloc(31).toString('base64'), '32 bytes in base64'],
  ['SECRET_KEY_PREVIOUS', Buffer.alloc(33).toString('base64'), '32 bytes in base64'],
  ['SAMPLE_DATA', 'true', 'auto, on or off'],
  ['COUNTY_CODE', '37098', 'six digits'],
  ['REQUIRE_ID_NUMBER', '1', 'on or off'],
  ['DRAFT_DAYS', '0', 'from 2 to 90'],
  ['WECHAT_APP_ID', 'gh_0123456789ab', 'not its original id'],
  ['WECHAT_APP_SECRET', 'two words', 'without spaces'],
  ['WECHAT_TOKEN', 'ab', '3 to 32 characters'],
  ['WECHAT_ENCODING_AES_KEY', aesKey.slice(1), '43 letters and digits'],
  ['WECHAT_TOKEN_PREVIOUS', 'a b c', '3 to 32 characters'],
  ['WECHAT_ENCODING_AES_KEY_PREVIOUS', `${aesKey}=`, '43 letters and digits'],
  ['WECHAT_API_BASE', 'api.weixin.qq.com', 'http or https'],
  ['WECHATY_PUPPET', 'Not A Package', 'puppet package'],
  ['WECHATY_PUPPET_OPTIONS', '{token:1}', 'JSON object'],
  ['WECHATY_PUPPET_OPTIONS', '[1]', 'JSON object'],
  ['STAFF_ADMIN_PASSWORD', 'short', 'at least 8 characters'],
  ['LOG_LEVEL', 'verbose', 'one of trace'],
];

for (const [name, value, takes] of wrong) {
  t.test(`${name}=${value} is refused with one line that says what it takes`, async (t) => {
    const lines = problemsOf({ [name]: value }).filter((line) => line.startsWith(`${name}: takes `));
    t.equal(lines.length, 1);
    t.match(lines[0], takes);
  });
}

t.test('all problems are told at once and no value is repeated', async (t) => {
  const lines = problemsOf({
    PORT: 'seven',
    LOG_LEVEL: 'loud',
    SECRET_KEY: 'hunter2',
    WECHAT_APP_SECRET: 'hush',
  });
  t.same(lines.map((line) => line.split(':')[0]).sort(), [
    'LOG_LEVEL',
    'PORT',
    'SECRET_KEY',
    'WECHAT_APP_ID',
  ]);
  t.notMatch(lines.join('\n'), /hunter2|hush|seven|loud/);
});

const incomplete: readonly [env: Environment, missing: string][] = [
  [{ MONGODB_URI: 'mongodb://localhost/x' }, 'SECRET_KEY'],
  [{ SECRET_KEY_PREVIOUS: key }, 'SECRET_KEY'],
  [{ WECHAT_APP_SECRET: 'secret' }, 'WECHAT_APP_ID'],
  [{ WECHAT_ENCODING_AES_KEY: aesKey, WECHAT_APP_ID: 'wx1' }, 'WECHAT_TOKEN'],
  [{ WECHAT_ENCODING_AES_KEY: aesKey, WECHAT_TOKEN: 'test' }, 'WECHAT_APP_ID'],
  [{ WECHAT_TOKEN_PREVIOUS: 'test' }, 'WECHAT_TOKEN'],
  [{ WECHAT_ENCODING_AES_KEY_PREVIOUS: aesKey }, 'WECHAT_ENCODING_AES_KEY'],
  [{ WECHATY_PUPPET_OPTIONS: '{}' }, 'WECHATY_PUPPET'],
];

for (const [env, missing] of incomplete) {
  t.test(`${Object.keys(env).join(' and ')} without ${missing} is refused`, async (t) => {
    const lines = problemsOf(env);
    t.equal(lines.length, 1);
    t.match(lines[0], `${missing}: must be set with`);
  });
}

t.test(
  'a public listener without a public address, plain http and an account that cannot push are warned of',
  async (t) => {
    t.same(configWarnings(loadConfig({})), []);
    t.same(configWarnings(loadConfig({ HOST: '::1', PUBLIC_URL: 'http://localhost:3000' })), []);
    t.match(configWarnings(loadConfig({ HOST: '0.0.0.0' })), [/^PUBLIC_URL: /]);
    t.match(configWarnings(loadConfig({ PUBLIC_URL: 'http://xinfang.example.cn' })), [
      /^PUBLIC_URL: not https/,
    ]);
    t.match(configWarnings(loadConfig({ WECHAT_TOKEN: 'test' })), [/^WECHAT_APP_SECRET: /]);
  },
);
