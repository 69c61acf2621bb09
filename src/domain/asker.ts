import type { Channel } from './channel.js';

/** Who speaks to a service: an identity inside a channel, nothing more is known of the person. */
export interface Asker {
  channel: Channel;
  /** Identity inside the channel (visitor id, openid, contact id). */
  person: string;
  /** The shared terminal in the reception hall: nothing may be remembered of the person afterwards. */
  terminal: boolean;
}

/** Whether both are the same identity in the same channel. */
export function isSameAsker(
  a: Pick<Asker, 'channel' | 'person'>,
  b: Pick<Asker, 'channel' | 'person'>,
): boolean {
  return a.channel === b.channel && a.person === b.person;
}
