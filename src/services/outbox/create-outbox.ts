import { EventEmitter } from 'node:events';
import type { Clock } from '../../clock.js';
import type { Asker } from '../../domain/asker.js';
import { OUTBOX_STATE } from '../../domain/outbox-state.js';
import type { Models } from '../../models/create-models.js';
import type { Keyring } from '../../secrets/keyring.js';
import { openJson, sealJson } from '../../secrets/sealed-json.js';
import { askerKey, askerKeys } from '../asker-keys.js';
import type { Outbox } from './types.js';

/** What a row of `outbox` seals. */
export interface SealedMessage {
  kind: string;
  data: Record<string, string | number | boolean>;
  to: Asker;
  /** When it is not true any more. */
  until?: Date;
}

/** Acknowledged rows are kept this long, then the store erases them. */
const KEPT_MS = 90 * 86_400_000;

const place = (id: string) => ({ collection: 'outbox', id, field: 'sealed' });

/** Messages that wait for their person to come or to be online. */
export function createOutbox({
  models,
  keyring,
  clock,
}: {
  models: Models;
  keyring: Keyring;
  clock: Clock;
}): Outbox {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);

  return {
    async enqueue({ key, to, kind, data, until }) {
      if (to.terminal) return;
      const id = keyring.blindIndex(JSON.stringify(['outbox', key, to.channel, to.person]));
      const message: SealedMessage = { kind, data, to, ...(until && { until }) };
      const fresh = await models.outbox.insert({
        id,
        channel: to.channel,
        recipient: askerKey(keyring, 'outbox', to),
        state: OUTBOX_STATE.queued,
        queuedAt: clock.now(),
        sealed: sealJson(keyring.sealer, message, place(id)),
      });
      if (fresh) emitter.emit('enqueued', to);
    },

    async pending(who) {
      if (who.terminal) return [];
      const rows = await models.outbox.queued(askerKeys(keyring, 'outbox', who));
      return rows.flatMap(({ id, queuedAt, sealed }) => {
        const { kind, data, until } = openJson<SealedMessage>(keyring.sealer, sealed, place(id));
        return until && until <= clock.now() ? [] : [{ id, kind, data, queuedAt }];
      });
    },

    acknowledge(who, id) {
      const sentAt = clock.now();
      const expiresAt = new Date(sentAt.getTime() + KEPT_MS);
      return models.outbox.markSent(id, askerKeys(keyring, 'outbox', who), sentAt, expiresAt);
    },

    onEnqueued(listener) {
      emitter.on('enqueued', listener);
      return () => emitter.off('enqueued', listener);
    },
  };
}
