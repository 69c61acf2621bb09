import { FormData } from 'undici';
import type { MenuButton } from '../menu.js';
import type { NoticeData } from '../templates.js';
import type { AccessTokens } from './access-token.js';
import { PlatformRefused, PlatformUnreachable } from './errors.js';
import type { PlatformBytes, PlatformCall, PlatformHttp } from './http.js';

export type CustomMessage =
  | { type: 'text'; text: string }
  | { type: 'image'; mediaId: string }
  | { type: 'news'; title: string; description: string; url: string; pictureUrl?: string }
  | { type: 'msgmenu'; head: string; choices: Array<{ value: string; label: string }>; tail?: string };

export type MassMessage = { type: 'text'; text: string } | { type: 'image'; mediaIds: string[] };

export interface WechatUser {
  openid: string;
  subscribe: 0 | 1;
  subscribe_time?: number;
  remark?: string;
  tagid_list?: number[];
}

/** The calls of the platform this service makes. Each throws `PlatformRefused` or `PlatformUnreachable`. */
export type WechatApi = ReturnType<typeof createWechatApi>;

/** Most openids in one mass message. */
export const MASS_LIMIT = 10_000;

export function createWechatApi(http: PlatformHttp, tokens: AccessTokens) {
  /** With a token; once more with another one when the platform refuses it. */
  async function withToken<T>(run: (token: string) => Promise<T>): Promise<T> {
    const token = await tokens.get().catch(withoutToken);
    try {
      return await run(token);
    } catch (error) {
      if (!(error instanceof PlatformRefused) || error.rule.action !== 'refresh_token') throw error;
      return run(await tokens.replace(token).catch(withoutToken));
    }
  }

  const call = <T>(request: PlatformCall): Promise<T> =>
    withToken((token) => http.json<T>({ ...request, query: { ...request.query, access_token: token } }));
  const post = <T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> =>
    call<T>({ method: 'POST', path, body, ...(signal ? { signal } : {}) });
  const get = <T>(path: string, query: Record<string, string> = {}): Promise<T> =>
    call<T>({ method: 'GET', path, query });

  return {
    /** Customer-service message, inside a window. */
    sendCustom: (openid: string, message: CustomMessage, signal?: AbortSignal): Promise<unknown> =>
      post('/cgi-bin/message/custom/send', { touser: openid, ...customBody(message) }, signal),

    /** "Typing" on or off, shown for some 15 seconds. */
    setTyping: (openid: string, typing: boolean): Promise<unknown> =>
      post('/cgi-bin/message/custom/typing', { touser: openid, command: typing ? 'Typing' : 'CancelTyping' }),

    /** Subscription notice; needs a grant of the person. */
    sendSubscription: (
      openid: string,
      notice: { templateId: string; data: NoticeData; page?: string },
    ): Promise<{ msgid?: number | string }> =>
      post('/cgi-bin/message/subscribe/bizsend', {
        touser: openid,
        template_id: notice.templateId,
        ...(notice.page === undefined ? {} : { page: notice.page }),
        data: notice.data,
      }),

    /** Template message. `clientMsgId`: the platform sends the same id once (32 bytes at most, 10 minutes). */
    sendTemplate: (
      openid: string,
      notice: { templateId: string; data: NoticeData; url?: string; clientMsgId: string },
    ): Promise<{ msgid?: number | string }> =>
      post('/cgi-bin/message/template/send', {
        touser: openid,
        template_id: notice.templateId,
        ...(notice.url === undefined ? {} : { url: notice.url }),
        client_msg_id: notice.clientMsgId,
        data: notice.data,
      }),

    /** Mass message to a tag, or to all followers when no tag is given. */
    sendToTag: (
      tagId: number | undefined,
      message: MassMessage,
      clientMsgId: string,
    ): Promise<{ msg_id?: number }> =>
      post('/cgi-bin/message/mass/sendall', {
        filter: tagId === undefined ? { is_to_all: true } : { is_to_all: false, tag_id: tagId },
        ...massBody(message),
        clientmsgid: clientMsgId,
      }),

    /** Mass message to 2 to {@link MASS_LIMIT} people. */
    sendToOpenids: (
      openids: string[],
      message: MassMessage,
      clientMsgId: string,
    ): Promise<{ msg_id?: number }> =>
      post('/cgi-bin/message/mass/send', { touser: openids, ...massBody(message), clientmsgid: clientMsgId }),

    /** Temporary media, kept by the platform for three days. */
    uploadMedia: (
      type: 'image' | 'voice' | 'video' | 'thumb',
      file: { bytes: Buffer; name: string; mediaType: string },
    ): Promise<{ media_id: string; created_at: number }> => {
      const form = new FormData();
      form.append('media', new Blob([Uint8Array.from(file.bytes)], { type: file.mediaType }), file.name);
      return call({ method: 'POST', path: '/cgi-bin/media/upload', query: { type }, form });
    },

    /** A person's picture, recording or video; at most `limit` bytes. */
    downloadMedia: async (mediaId: string, limit: number, signal?: AbortSignal): Promise<PlatformBytes> => {
      const answer = await withToken((token) =>
        http.bytes(
          {
            method: 'GET',
            path: '/cgi-bin/media/get',
            query: { access_token: token, media_id: mediaId },
            ...(signal ? { signal } : {}),
          },
          limit,
        ),
      );
      if ('bytes' in answer) return answer;
      // Videos come as an address.
      const url = answer.json['video_url'];
      if (typeof url !== 'string')
        throw new PlatformRefused('/cgi-bin/media/get', 40007, 'neither bytes nor an address');
      return { bytes: await http.bytesAt(url, limit), mediaType: 'video/mp4' };
    },

    createMenu: (button: MenuButton[]): Promise<unknown> => post('/cgi-bin/menu/create', { button }),
    readMenu: (): Promise<{ menu: { button: MenuButton[] } }> => get('/cgi-bin/menu/get'),

    userInfo: (openid: string): Promise<WechatUser> => get('/cgi-bin/user/info', { openid, lang: 'zh_CN' }),
    /** Followers in pages of 10,000; start without `nextOpenid`. */
    userList: (
      nextOpenid = '',
    ): Promise<{ total: number; count: number; data?: { openid: string[] }; next_openid: string }> =>
      get('/cgi-bin/user/get', nextOpenid === '' ? {} : { next_openid: nextOpenid }),

    createTag: (name: string): Promise<{ tag: { id: number; name: string } }> =>
      post('/cgi-bin/tags/create', { tag: { name } }),
    tags: (): Promise<{ tags: Array<{ id: number; name: string; count: number }> }> =>
      get('/cgi-bin/tags/get'),
    /** At most 50 people a call. */
    tagUsers: (tagId: number, openids: string[]): Promise<unknown> =>
      post('/cgi-bin/tags/members/batchtagging', { openid_list: openids, tagid: tagId }),
    untagUsers: (tagId: number, openids: string[]): Promise<unknown> =>
      post('/cgi-bin/tags/members/batchuntagging', { openid_list: openids, tagid: tagId }),
    usersOfTag: (
      tagId: number,
      nextOpenid = '',
    ): Promise<{ count: number; data?: { openid: string[] }; next_openid?: string }> =>
      post('/cgi-bin/user/tag/get', { tagid: tagId, next_openid: nextOpenid }),

    close: (): Promise<void> => http.close(),
  };
}

/** No token: the call itself never left, however far the token's own request came. */
function withoutToken(error: unknown): never {
  if (!(error instanceof PlatformUnreachable)) throw error;
  throw new PlatformUnreachable('/cgi-bin/stable_token', 'not_sent', error.message, error);
}

function customBody(message: CustomMessage): Record<string, unknown> {
  switch (message.type) {
    case 'text':
      return { msgtype: 'text', text: { content: message.text } };
    case 'image':
      return { msgtype: 'image', image: { media_id: message.mediaId } };
    case 'news':
      return { msgtype: 'news', news: { articles: [articleOf(message)] } };
    case 'msgmenu':
      return {
        msgtype: 'msgmenu',
        msgmenu: {
          head_content: message.head,
          list: message.choices.map(({ value, label }) => ({ id: value, content: label })),
          tail_content: message.tail ?? '',
        },
      };
  }
}

function articleOf(news: CustomMessage & { type: 'news' }): Record<string, string> {
  return { title: news.title, description: news.description, url: news.url, picurl: news.pictureUrl ?? '' };
}

function massBody(message: MassMessage): Record<string, unknown> {
  return message.type === 'text'
    ? { msgtype: 'text', text: { content: message.text } }
    : { msgtype: 'image', images: { media_ids: message.mediaIds } };
}
