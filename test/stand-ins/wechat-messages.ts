import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** The platform's side of a callback, written from its documentation, not from our code. */
export interface PlatformSide {
  token: string;
  appId?: string;
  encodingAesKey?: string;
}

export interface SignedCallback {
  url: string;
  body: string;
}

const sha1 = (parts: string[]): string =>
  createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex');

let counter = 0;
/** A nonce no other callback of this process has. */
export function freshNonce(): string {
  counter += 1;
  return `${process.pid}${Date.now()}${counter}`;
}

/** Encrypts as the platform does: random(16) | length | text | app id, PKCS#7 to 32 bytes, AES-256-CBC. */
export function encryptLikeThePlatform(text: string, side: Required<PlatformSide>): string {
  const key = Buffer.from(`${side.encodingAesKey}=`, 'base64');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(text));
  const plain = Buffer.concat([randomBytes(16), length, Buffer.from(text), Buffer.from(side.appId)]);
  const pad = 32 - (plain.length % 32);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([
    cipher.update(Buffer.concat([plain, Buffer.alloc(pad, pad)])),
    cipher.final(),
  ]).toString('base64');
}

/** Opens what {@link encryptLikeThePlatform} closes. */
export function decryptLikeThePlatform(
  ciphertext: string,
  encodingAesKey: string,
): { text: string; appId: string } {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(ciphertext, 'base64'), decipher.final()]);
  const plain = padded.subarray(0, padded.length - (padded.at(-1) ?? 0));
  const length = plain.readUInt32BE(16);
  return { text: plain.subarray(20, 20 + length).toString(), appId: plain.subarray(20 + length).toString() };
}

/** A signed POST in plaintext mode. */
export function plainCallback(
  side: PlatformSide,
  xml: string,
  options: { timestamp?: number; nonce?: string } = {},
): SignedCallback {
  const timestamp = String(options.timestamp ?? Math.floor(Date.now() / 1000));
  const nonce = options.nonce ?? freshNonce();
  const query = new URLSearchParams({
    signature: sha1([side.token, timestamp, nonce]),
    timestamp,
    nonce,
    openid: 'o',
  });
  return { url: `/wechat/callback?${query}`, body: xml };
}

/** A signed POST in safe mode, or in compatible mode when plaintext elements are given. */
export function safeCallback(
  side: Required<PlatformSide>,
  xml: string,
  options: { timestamp?: number; nonce?: string; plaintextElements?: string } = {},
): SignedCallback {
  const timestamp = String(options.timestamp ?? Math.floor(Date.now() / 1000));
  const nonce = options.nonce ?? freshNonce();
  const ciphertext = encryptLikeThePlatform(xml, side);
  const query = new URLSearchParams({
    signature: sha1([side.token, timestamp, nonce]),
    timestamp,
    nonce,
    encrypt_type: 'aes',
    msg_signature: sha1([side.token, timestamp, nonce, ciphertext]),
  });
  const plain = options.plaintextElements ?? '<ToUserName><![CDATA[gh_1]]></ToUserName>';
  return {
    url: `/wechat/callback?${query}`,
    body: `<xml>${plain}<Encrypt><![CDATA[${ciphertext}]]></Encrypt></xml>`,
  };
}

let lastId = BigInt(Date.now()) * 1_000_000n;
/** A message id as the platform gives them: 64 bits. */
export function nextMsgId(): string {
  lastId += 1n;
  return String(lastId);
}

export interface MessageParts {
  from?: string;
  createTime?: number;
  msgId?: string;
}

const now = (): number => Math.floor(Date.now() / 1000);
const head = (type: string, { from = 'o_wang', createTime = now() }: MessageParts): string =>
  `<ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[${from}]]></FromUserName>` +
  `<CreateTime>${createTime}</CreateTime><MsgType><![CDATA[${type}]]></MsgType>`;

/** A message of any type; `rest` are its own elements. */
export function message(type: string, rest: string, parts: MessageParts = {}): string {
  return `<xml>${head(type, parts)}${rest}<MsgId>${parts.msgId ?? nextMsgId()}</MsgId></xml>`;
}

export const text = (content: string, parts: MessageParts = {}): string =>
  message('text', `<Content><![CDATA[${content}]]></Content>`, parts);

export const image = (mediaId: string, parts: MessageParts = {}): string =>
  message(
    'image',
    `<PicUrl><![CDATA[http://127.0.0.1/x]]></PicUrl><MediaId><![CDATA[${mediaId}]]></MediaId>`,
    parts,
  );

export function event(name: string, rest = '', parts: MessageParts = {}): string {
  return `<xml>${head('event', parts)}<Event><![CDATA[${name}]]></Event>${rest}</xml>`;
}

/** One element's text out of an answer. */
export function elementOf(xml: string, name: string): string {
  const inner = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(xml)?.[1] ?? '';
  return inner.replaceAll(/<!\[CDATA\[([\s\S]*?)\]\]>/g, '$1');
}
