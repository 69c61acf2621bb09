import { createCipheriv, createHash, randomBytes } from 'node:crypto';

export const BENCH_SECRETS = {
  token: 'benchmark',
  appId: 'wxbench',
  encodingAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
};

export interface BenchRequest {
  path: string;
  body: string;
}

/** What one person says on the way through a filing; then the next person begins. */
const WALK = [
  '石横一村东头路灯坏了三个月,晚上老人摔了两次,找村里没人管',
  '不是石横一村,是石横三村',
  '王建国13805380000 住石横三村',
  '须知',
  '提交',
  '查询',
];

const sha1 = (...parts: string[]): string => createHash('sha1').update(parts.sort().join('')).digest('hex');

let counter = 0;
const first = BigInt(Date.now()) * 1_000_000n;

/** The next of a series of distinct signed messages that walk many people through a filing. */
export function nextRequest(mode: 'plain' | 'safe'): BenchRequest {
  counter += 1;
  const person = `o_bench_${Math.floor(counter / 50 / WALK.length) * 50 + (counter % 50)}`;
  const words = WALK[Math.floor(counter / 50) % WALK.length];
  const seconds = String(Math.floor(Date.now() / 1000));
  const nonce = `${process.pid}${counter}`;
  const xml =
    `<xml><ToUserName><![CDATA[gh_bench]]></ToUserName><FromUserName><![CDATA[${person}]]></FromUserName>` +
    `<CreateTime>${seconds}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${words}]]></Content>` +
    `<MsgId>${first + BigInt(counter)}</MsgId></xml>`;
  const { token } = BENCH_SECRETS;
  const query = `timestamp=${seconds}&nonce=${nonce}&signature=${sha1(token, seconds, nonce)}`;
  if (mode === 'plain') return { path: `/wechat/callback?${query}`, body: xml };
  const sealed = seal(xml);
  return {
    path: `/wechat/callback?${query}&encrypt_type=aes&msg_signature=${sha1(token, seconds, nonce, sealed)}`,
    body: `<xml><ToUserName><![CDATA[gh_bench]]></ToUserName><Encrypt><![CDATA[${sealed}]]></Encrypt></xml>`,
  };
}

function seal(xml: string): string {
  const key = Buffer.from(`${BENCH_SECRETS.encodingAesKey}=`, 'base64');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(xml));
  const plain = Buffer.concat([randomBytes(16), length, Buffer.from(xml + BENCH_SECRETS.appId)]);
  const pad = 32 - (plain.length % 32);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([
    cipher.update(plain),
    cipher.update(Buffer.alloc(pad, pad)),
    cipher.final(),
  ]).toString('base64');
}
