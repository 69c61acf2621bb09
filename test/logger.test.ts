import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { Writable } from 'node:stream';
import t from 'tap';
import { buildApp } from '../src/app.js';
import { loadConfig } from '../src/config.js';
import { AppError } from '../src/errors.js';
import { createLogger, errorForLog } from '../src/logger.js';

function aLogSink() {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => lines.join('') };
}

const SECRETS = /王建国|13805380000|1234567890|visitor-cookie|六月没发工资|bearer-token/;

t.test(
  'a request leaves nothing of its body, query, cookie or headers in the log, even at trace level',
  async (t) => {
    const sink = aLogSink();
    const config = loadConfig({ PORT: '0', LOG_LEVEL: 'trace' });
    const app = await buildApp(config, { logger: createLogger('trace', sink.stream) });
    t.teardown(() => app.close());
    app.post('/petitions/:petitionNo', async (request) => {
      request.log.info({ req: request, body: request.body, query: request.query }, 'filed');
      return {};
    });
    app.post('/broken', async (request) => {
      throw new Error(`cannot store ${JSON.stringify(request.body)}`, { cause: new Error('王建国') });
    });
    const secret = {
      method: 'POST' as const,
      query: { code: '1234567890' },
      cookies: { visitor: 'visitor-cookie' },
      headers: { authorization: 'Bearer bearer-token', 'x-name': '13805380000' },
      payload: { name: '王建国', statement: '六月没发工资' },
    };
    await app.inject({ ...secret, url: '/petitions/13805380000' });
    await app.inject({ ...secret, url: '/broken' });
    await app.inject({ ...secret, url: '/13805380000' });
    await app.inject({
      ...secret,
      url: '/broken',
      headers: { 'content-type': 'application/json' },
      payload: '{"name": 王建国}',
    });
    await app.inject({ ...secret, url: '/broken', headers: { 'content-type': 'text/王建国' }, payload: 'x' });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    socket.end(
      'GET /?code=1234567890 HTTP/1.1\r\nHost: a\r\nCookie: visitor-cookie\r\nbroken header\r\n\r\n',
    );
    socket.resume();
    await once(socket, 'close');
    const log = sink.text();
    t.match(log, 'filed');
    t.match(log, 'request failed');
    t.match(log, '"route":"/petitions/:petitionNo"');
    t.match(log, 'client error');
    t.notMatch(log, SECRETS);
  },
);

t.test('an error is logged with its message only where messages quote no data', async (t) => {
  t.match(errorForLog(new AppError('data_dir_in_use', 'data is in use')), {
    type: 'AppError',
    code: 'data_dir_in_use',
    message: 'data is in use',
  });
  t.match(errorForLog(new TypeError('x is not a function')), { message: 'x is not a function' });
  const quoting = errorForLog(
    Object.assign(new SyntaxError('Unexpected token 王'), { code: 7, value: '王建国' }),
  );
  t.equal(quoting['message'], undefined);
  t.match(quoting, { type: 'SyntaxError', code: 7, stack: /^\s+at / });
  t.notMatch(JSON.stringify(quoting), /王/);
  t.notMatch(JSON.stringify(errorForLog(new TypeError('outer', { cause: new Error('王建国') }))), /王/);
  t.same(errorForLog('王建国'), { type: 'string' });
});
