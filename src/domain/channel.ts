/** The ways in: every person is known by a channel and an identity inside it. */
export const CHANNEL = {
  webChat: 'web_chat',
  officialAccount: 'official_account',
  wechaty: 'wechaty',
} as const;
export type Channel = (typeof CHANNEL)[keyof typeof CHANNEL];
