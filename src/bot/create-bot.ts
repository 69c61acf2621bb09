import type { Clock } from '../clock.js';
import type { SessionRepository } from '../models/sessions/repository.js';
import type { Sealer } from '../secrets/sealer.js';
import { createConverse } from './converse.js';
import type { FormEngine } from './forms/engine.js';
import type { BotHandlers } from './handlers.js';
import type { Receive } from './message.js';
import { createHistory, createReceive, type ReceiveDeps } from './receive.js';
import type { Understand } from './understanding/types.js';
import type { Vocabulary } from './vocabulary.js';

export interface BotDeps {
  sessions: SessionRepository;
  sealer: Sealer;
  clock: Clock;
  handlers: BotHandlers;
  forms: FormEngine;
  vocabulary: Vocabulary;
  understand: Understand;
  draftDays: number;
  onTurn?: ReceiveDeps['onTurn'];
  onUnreadable?: ReceiveDeps['onUnreadable'];
}

export interface Bot {
  receive: Receive;
  history: ReturnType<typeof createHistory>;
}

/** The conversation core, given its handlers. */
export function createBot(deps: BotDeps): Bot {
  const converse = createConverse(deps);
  return {
    receive: createReceive({ ...deps, converse }),
    history: createHistory(deps.sessions, deps.sealer, deps.onUnreadable),
  };
}
