import { cdata } from './xml.js';

/** What the platform takes as "nothing to say". */
export const SUCCESS = 'success';

/** A passive text reply to a delivery from `to` (openid), sent by `from` (the account). */
export function textReply(to: string, from: string, text: string, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000);
  return (
    `<xml><ToUserName>${cdata(to)}</ToUserName><FromUserName>${cdata(from)}</FromUserName>` +
    `<CreateTime>${seconds}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content>${cdata(text)}</Content></xml>`
  );
}
