import type { Clock } from '../clock.js';
import type { Asker } from '../domain/asker.js';
import { HANDOVER_STATE, type HandoverReason, type HandoverState } from '../domain/handover.js';
import { NOTICE } from '../domain/notice.js';
import type { Models } from '../models/create-models.js';
import type { HandoverRecord } from '../models/handovers/repository.js';
import type { Keyring } from '../secrets/keyring.js';
import { openJson, sealJson } from '../secrets/sealed-json.js';
import { askerKey, askerKeys } from './asker-keys.js';
import type { Outbox } from './outbox/types.js';

export interface Handover {
  id: string;
  reason: HandoverReason;
  /** Kind of danger, when the reason is danger. */
  danger?: string;
  state: HandoverState;
  openedAt: Date;
  takenAt?: Date;
  endedAt?: Date;
}

/** A handover with what was sealed; for the person who takes it. */
export interface HandoverDetails extends Handover {
  asker: Asker;
  notes: string[];
  takenBy?: string;
}

export interface Handovers {
  /**
   * Asks for a person. The same `causeId`, or the same reason while one is still waiting or taken, gives
   * the existing handover (a new note is added to it).
   */
  open(request: {
    causeId: string;
    asker: Asker;
    reason: HandoverReason;
    danger?: string;
    /** What the person said, for whoever answers; sealed. */
    note?: string;
  }): Promise<Handover>;
  /** The asker's newest handover that has not ended. */
  current(asker: Asker): Promise<Handover | undefined>;
  /**
   * Somebody takes it, and the asker is told, once; false when it is not waiting any more. Again after a crash
   * it makes up for what was not told.
   */
  take(id: string, by: string): Promise<boolean>;
  /** Ended; false when it already was. */
  end(id: string): Promise<boolean>;
  /** For `/metrics`. */
  counts(): Promise<{ state: HandoverState; reason: HandoverReason; count: number }[]>;
  /** Not ended, oldest first; notes are opened only with `show`. */
  list(options?: { show?: boolean; ended?: boolean }): Promise<(Handover | HandoverDetails)[]>;
}

interface SealedTaker {
  by: string;
}

const place = (id: string, field: string) => ({ collection: 'handovers', id, field });

/** Requests for a person, kept until somebody ended them. */
export function createHandovers({
  models,
  keyring,
  clock,
  outbox,
}: {
  models: Models;
  keyring: Keyring;
  clock: Clock;
  outbox: Pick<Outbox, 'enqueue'>;
}): Handovers {
  const { sealer } = keyring;
  const named = (causeId: string) => JSON.stringify(['handover', causeId]);

  async function join(
    id: string,
    cause: string,
    note: string | undefined,
  ): Promise<HandoverRecord | undefined> {
    const sealed = sealer.seal(note ?? '', place(id, `notes/${cause}`));
    const open = await models.handovers.addNote(id, { cause, sealed });
    return open ? models.handovers.byId(id) : undefined;
  }

  function openDetails(record: HandoverRecord): HandoverDetails {
    const { id, sealedAsker, sealedTaker, notes } = record;
    return {
      ...plain(record),
      asker: openJson<Asker>(sealer, sealedAsker, place(id, 'sealedAsker')),
      notes: notes
        .map(({ cause, sealed }) => sealer.open(sealed, place(id, `notes/${cause}`)).toString('utf8'))
        .filter((note) => note !== ''),
      takenBy: sealedTaker && openJson<SealedTaker>(sealer, sealedTaker, place(id, 'sealedTaker')).by,
    };
  }

  function tellTaken({ id, sealedAsker }: HandoverRecord): Promise<void> {
    const to = openJson<Asker>(sealer, sealedAsker, place(id, 'sealedAsker'));
    return outbox.enqueue({ key: `${id}:taken`, to, kind: NOTICE.handoverTaken, data: {} });
  }

  return {
    async open({ causeId, asker, reason, danger, note }) {
      const done = await models.handovers.byCause(keyring.blindIndexes(named(causeId)));
      if (done) return plain(done);
      const cause = keyring.blindIndex(named(causeId));
      const open = await models.handovers.openOf(askerKeys(keyring, 'handovers', asker));
      const same = open.find((other) => other.reason === reason && other.danger === danger);
      const joined = same && (await join(same.id, cause, note));
      if (joined) return plain(joined);

      const id = cause;
      const handover: HandoverRecord = {
        id,
        asker: askerKey(keyring, 'handovers', asker),
        reason,
        danger,
        state: HANDOVER_STATE.waiting,
        openedAt: clock.now(),
        sealedAsker: sealJson(sealer, asker, place(id, 'sealedAsker')),
        notes: [{ cause, sealed: sealer.seal(note ?? '', place(id, `notes/${cause}`)) }],
      };
      if (await models.handovers.insert(handover)) return plain(handover);
      return plain((await models.handovers.byId(id)) ?? handover);
    },

    async current(asker) {
      const [newest] = await models.handovers.openOf(askerKeys(keyring, 'handovers', asker));
      return newest && plain(newest);
    },

    async take(id, by) {
      const taker: SealedTaker = { by };
      const sealed = sealJson(sealer, taker, place(id, 'sealedTaker'));
      const took = await models.handovers.take(id, clock.now(), sealed);
      const record = await models.handovers.byId(id);
      if (record?.state === HANDOVER_STATE.taken) await tellTaken(record);
      return took;
    },

    end: (id) => models.handovers.end(id, clock.now()),
    counts: () => models.handovers.counts(),

    async list({ show = false, ended = false } = {}) {
      const states = Object.values(HANDOVER_STATE).filter((state) => ended || state !== HANDOVER_STATE.ended);
      const records = await models.handovers.list(states);
      return records.map((record) => (show ? openDetails(record) : plain(record)));
    },
  };
}

function plain({ id, reason, danger, state, openedAt, takenAt, endedAt }: HandoverRecord): Handover {
  return { id, reason, danger, state, openedAt, takenAt, endedAt };
}
