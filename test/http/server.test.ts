import type { FastifyInstance } from 'fastify';
import t, { type Test } from 'tap';
import { AppError } from '../../src/errors.js';
import { EXEMPT } from '../../src/http/exempt.js';
import { createHttp, type HttpDeps } from '../../src/http/server.js';
import { createLogger } from '../../src/logger.js';
import { createMetrics } from '../../src/metrics.js';
import { createReadiness } from '../../src/readiness.js';

async function anHttp(t: Test, deps: Partial<HttpDeps> = {}): Promise<FastifyInstance> {
  const app = await createHttp({
    config: { publicUrl: undefined, trustedProxies: 0 },
    version: '0.0.0',
    logger: createLogger('silent'),
    metrics: createMetrics(),
    readiness: createReadiness(),
    ...deps,
  });
  t.teardown(() => app.close());
  return app;
}

function policyOf(headers: Record<string, unknown>): Map<string, string> {
  const policy = String(headers['content-security-policy']);
  return new Map(
    policy.split(';').map((part) => {
      const [name = '', ...values] = part.trim().split(' ');
      return [name, values.join(' ')];
    }),
  );
}

t.test('every page is limited to its own scripts and styles and to the socket of its own host', async (t) => {
  const app = await anHttp(t);
  const { headers } = await app.inject({ url: '/console', headers: { host: 'chat.example.cn:3000' } });
  const policy = policyOf(headers);
  t.equal(policy.get('default-src'), "'self'");
  t.equal(policy.get('script-src'), "'self'");
  t.equal(policy.get('style-src'), "'self'");
  t.equal(policy.get('worker-src'), "'none'");
  t.equal(policy.get('frame-ancestors'), "'none'");
  t.equal(policy.get('img-src'), "'self' blob: data:");
  t.equal(policy.get('connect-src'), "'self' ws://chat.example.cn:3000 wss://chat.example.cn:3000");
  t.notMatch(headers['content-security-policy'], /unsafe/);
  t.equal(headers['x-content-type-options'], 'nosniff');
  t.equal(headers['x-frame-options'], 'DENY');
  t.notHas(headers, { 'strict-transport-security': String });
});

t.test('a host that is not a host adds nothing to the policy', async (t) => {
  const app = await anHttp(t);
  const { headers } = await app.inject({
    url: '/console',
    headers: { host: "x; script-src 'unsafe-inline'" },
  });
  t.equal(policyOf(headers).get('connect-src'), "'self' 'self'");
  t.equal(policyOf(headers).get('script-src'), "'self'");
});

t.test('behind https the browser is told to stay there', async (t) => {
  const app = await anHttp(t, { config: { publicUrl: 'https://xinfang.example.cn', trustedProxies: 1 } });
  const { headers } = await app.inject('/console');
  t.match(headers['strict-transport-security'], /max-age=\d+/);
  t.ok(policyOf(headers).has('upgrade-insecure-requests'));
});

t.test(
  'the API docs are served as OpenAPI 3 and as a page whose policy allows no inline script',
  async (t) => {
    const app = await anHttp(t);
    app.get('/api/v1/sample', { schema: { summary: 'A later route' } }, async () => ({}));
    const json = (await app.inject('/docs/json')).json();
    t.match(json.openapi, /^3\./);
    t.hasProps(json.paths, ['/healthz', '/readyz', '/metrics', '/api/v1/sample']);
    t.notOk('/console' in json.paths);
    const page = await app.inject('/docs');
    t.equal(page.statusCode, 200);
    t.match(page.body, 'swagger-ui-bundle.js');
    t.equal(policyOf(page.headers).get('script-src'), "'self'");
    t.equal((await app.inject('/docs/static/swagger-ui-bundle.js')).statusCode, 200);
  },
);

t.test('readiness names each part and is lost with one of them, liveness is not', async (t) => {
  const readiness = createReadiness();
  const app = await anHttp(t, { readiness });
  readiness.add('store', () => 'ok');
  readiness.add('official_account', () => 'off');
  const ready = await app.inject('/readyz');
  t.equal(ready.statusCode, 200);
  t.same(ready.json(), { ready: true, parts: { store: 'ok', official_account: 'off' } });
  readiness.add('store', async () => {
    throw new Error('connection lost');
  });
  const lost = await app.inject('/readyz');
  t.equal(lost.statusCode, 503);
  t.same(lost.json(), { ready: false, parts: { store: 'failed', official_account: 'off' } });
  t.same((await app.inject('/healthz')).json(), { status: 'ok' });
});

t.test('a part that never answers counts as failed', async (t) => {
  const readiness = createReadiness(5);
  readiness.add('store', () => new Promise(() => {}));
  t.same(await readiness.report(), { ready: false, parts: { store: 'failed' } });
});

t.test('metrics count requests by route, never by address as typed', async (t) => {
  const app = await anHttp(t);
  app.get('/petitions/:petitionNo', async () => ({}));
  await app.inject('/petitions/XF370983-20261124-0017?code=1234567890');
  await app.inject('/wp-login.php');
  const { body, headers } = await app.inject('/metrics');
  t.match(headers['content-type'], /^text\/plain/);
  t.match(
    body,
    'xinfangtong_http_request_seconds_count{method="GET",route="/petitions/:petitionNo",status="200"} 1',
  );
  t.match(body, 'route="unmatched",status="404"');
  t.match(body, 'process_cpu_user_seconds_total');
  t.notMatch(body, /XF370983|code=|wp-login/);
});

t.test('the root leads to the chat and the console says that it is still to come', async (t) => {
  const app = await anHttp(t);
  const root = await app.inject('/');
  t.equal(root.statusCode, 302);
  t.equal(root.headers.location, '/chat');
  const page = await app.inject('/console');
  t.match(page.headers['content-type'], 'text/html');
  t.match(page.body, '还没有建好');
});

t.test('an unknown address is told apart for programs and for people', async (t) => {
  const app = await anHttp(t);
  const problem = await app.inject('/nowhere');
  t.equal(problem.statusCode, 404);
  t.match(problem.headers['content-type'], 'application/problem+json');
  t.match(problem.json(), { type: 'about:blank', title: '没有找到', status: 404, code: 'not_found' });
  const page = await app.inject({ url: '/nowhere', headers: { accept: 'text/html,*/*' } });
  t.equal(page.statusCode, 404);
  t.match(page.headers['content-type'], 'text/html');
  t.match(page.body, '<h1>没有找到</h1>');
});

t.test('an unforeseen error tells the client nothing of the inside', async (t) => {
  const app = await anHttp(t);
  app.get('/broken', async () => {
    throw new Error('password of db1 is hunter2', { cause: new Error('db1') });
  });
  app.get('/wrapped', async () => {
    throw new AppError('store_broken', 'disk /dev/sda1 is full');
  });
  app.get('/upstream', async () => {
    throw Object.assign(new Error('upstream said 502'), { statusCode: 502 });
  });
  for (const url of ['/broken', '/wrapped', '/upstream']) {
    const answer = await app.inject(url);
    t.equal(answer.statusCode, 500);
    t.match(answer.json(), { title: '服务出错', code: 'internal', instance: /^urn:request:[0-9a-f-]{36}$/ });
    t.notMatch(answer.body, /hunter2|db1|sda1|stack|502/);
  }
});

t.test('a coded error keeps its code and gets its status', async (t) => {
  const app = await anHttp(t);
  app.get('/conflict', async () => {
    throw new AppError('conflict', 'version 3 is not version 4');
  });
  const answer = await app.inject('/conflict');
  t.equal(answer.statusCode, 409);
  t.match(answer.json(), { code: 'conflict', title: '内容已经变了' });
});

t.test('a request that breaks its schema learns where and by which rule, without its values', async (t) => {
  const app = await anHttp(t);
  const body = {
    type: 'object',
    required: ['name'],
    properties: { name: { type: 'string' }, age: { type: 'integer' } },
  };
  app.post('/people', { schema: { body } }, async () => ({}));
  const answer = await app.inject({
    method: 'POST',
    url: '/people',
    payload: { name: '王建国', age: 'forty' },
  });
  t.equal(answer.statusCode, 400);
  t.same(answer.json().violations, [{ pointer: '/age', rule: 'type' }]);
  t.notMatch(answer.body, /王建国|forty/);
  const broken = await app.inject({
    method: 'POST',
    url: '/people',
    headers: { 'content-type': 'application/json' },
    payload: '{"name": 王建国}',
  });
  t.equal(broken.statusCode, 400);
  t.notMatch(broken.body, /王建国/);
});

t.test(
  'too many requests from one address are refused politely; exempt routes and health never',
  async (t) => {
    const app = await anHttp(t, { limits: { perMinute: 2 } });
    app.post('/wechat/callback', { config: EXEMPT }, async () => 'success');
    const from = (remoteAddress: string) => app.inject({ url: '/console', remoteAddress });
    await from('10.0.0.1');
    await from('10.0.0.1');
    const refused = await from('10.0.0.1');
    t.equal(refused.statusCode, 429);
    t.ok(Number(refused.headers['retry-after']) > 0);
    t.match(refused.json(), { title: '请稍候再试', code: 'too_many_requests', detail: /请过\d+秒再试/ });
    t.equal((await from('10.0.0.2')).statusCode, 200);
    for (let i = 0; i < 5; i += 1) {
      t.equal((await app.inject({ method: 'POST', url: '/wechat/callback' })).statusCode, 200);
      t.equal((await app.inject('/healthz')).statusCode, 200);
    }
  },
);

t.test(
  'a visitor’s address is taken from a proxy only where proxies are trusted, and only as far',
  async (t) => {
    const addressSeen = async (trustedProxies: number) => {
      const app = await anHttp(t, { config: { publicUrl: undefined, trustedProxies } });
      app.get('/address', async (request) => request.ip);
      const headers = { 'x-forwarded-for': '6.6.6.6, 1.2.3.4' };
      return (await app.inject({ url: '/address', headers, remoteAddress: '10.0.0.9' })).body;
    };
    t.equal(await addressSeen(0), '10.0.0.9');
    t.equal(await addressSeen(1), '1.2.3.4');
    t.equal(await addressSeen(2), '6.6.6.6');
  },
);

t.test('under load requests are turned away with 503; exempt routes and health never', async (t) => {
  const app = await anHttp(t, { limits: { maxEventLoopDelay: Number.MIN_VALUE } });
  app.post('/wechat/callback', { config: EXEMPT }, async () => 'success');
  await app.ready();
  blockFor(50);
  await new Promise((resolve) => setImmediate(resolve));
  const turnedAway = await untilTurnedAway(app);
  t.equal(turnedAway.headers['retry-after'], '10');
  t.match(turnedAway.json(), { title: '服务正忙', code: 'under_pressure' });
  t.equal((await app.inject({ method: 'POST', url: '/wechat/callback' })).statusCode, 200);
  t.equal((await app.inject('/healthz')).statusCode, 200);
});

/** Keeps the event loop busy, so that its delay is measured as more than nothing. */
function blockFor(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/** The delay is sampled once a second: asks, keeping the loop late, until a sample has seen it. */
async function untilTurnedAway(app: FastifyInstance) {
  for (;;) {
    const answer = await app.inject('/console');
    if (answer.statusCode === 503) return answer;
    blockFor(20);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

t.test(
  'cookies are hidden from scripts and other sites, and secure where the service is reached by https',
  async (t) => {
    const cookieOf = async (publicUrl: string | undefined) => {
      const app = await anHttp(t, {
        config: { publicUrl, trustedProxies: 1 },
        cookieSecrets: ['a'.repeat(32)],
      });
      app.get('/cookie', async (_request, reply) =>
        reply.setCookie('visitor', 'v1', { signed: true }).send('ok'),
      );
      return String((await app.inject('/cookie')).headers['set-cookie']);
    };
    t.match(await cookieOf(undefined), /^visitor=v1\..+; Path=\/; HttpOnly; SameSite=Lax$/);
    t.match(await cookieOf('https://xinfang.example.cn'), /Secure/);
  },
);
