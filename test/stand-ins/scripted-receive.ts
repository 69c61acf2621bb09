import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { InboundMessage, Receive, Reply } from '../../src/bot/message.js';

interface Session {
  _id: string;
  leaseToken?: string;
  leaseUntil: Date;
  recent?: Array<{ id: string; reply: Reply }>;
}

/** One per message that had its effect. */
export interface Effect {
  _id: string;
  person: string;
  text: string;
  by: number;
  /** Milliseconds, with fractions, on the clock all processes of the machine share. */
  at: number;
}

/**
 * A conversation core that only follows a script, with the real core's promise: one message at a time a
 * person across processes, stored replies, one effect a message however often it is delivered.
 */
export function scriptedReceive(
  connection: Connection,
  script: (message: InboundMessage) => Promise<Reply> | Reply,
): Receive {
  const sessions = connection.collection<Session>('scripted_sessions');
  const effects = connection.collection<Effect>('scripted_effects');

  async function claim(key: string, id: string, token: string): Promise<boolean> {
    try {
      const { upsertedCount, modifiedCount } = await sessions.updateOne(
        { _id: key, 'recent.id': { $ne: id }, leaseUntil: { $lte: new Date() } },
        { $set: { leaseToken: token, leaseUntil: new Date(Date.now() + 3_000) } },
        { upsert: true },
      );
      return upsertedCount + modifiedCount === 1;
    } catch (error) {
      if ((error as { code?: number }).code !== 11000) throw error;
      return false;
    }
  }

  return async (message) => {
    const key = `${message.channel}:${message.person}`;
    for (;;) {
      const token = randomUUID();
      if (await claim(key, message.id, token)) return turn(key, message, token);
      const stored = (await sessions.findOne({ _id: key }))?.recent?.find(({ id }) => id === message.id);
      if (stored) return stored.reply;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };

  async function turn(key: string, message: InboundMessage, token: string): Promise<Reply> {
    try {
      const reply = await script(message);
      const text = message.text || message.intent || message.location || '';
      await effects.insertOne({
        _id: `${key}:${message.id}`,
        person: message.person,
        text,
        by: process.pid,
        at: performance.timeOrigin + performance.now(),
      });
      await sessions.updateOne(
        { _id: key, leaseToken: token },
        {
          $push: { recent: { $each: [{ id: message.id, reply }], $slice: -50 } },
          $set: { leaseUntil: new Date(0) },
        },
      );
      return reply;
    } catch (error) {
      await sessions
        .updateOne({ _id: key, leaseToken: token }, { $set: { leaseUntil: new Date(0) } })
        .catch(() => undefined);
      throw error;
    }
  }
}

/** The effects so far, oldest first. */
export async function effectsOf(connection: Connection, person?: string): Promise<Effect[]> {
  return connection
    .collection<Effect>('scripted_effects')
    .find(person === undefined ? {} : { person })
    .sort({ at: 1 })
    .toArray();
}
