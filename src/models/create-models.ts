import type { Connection } from 'mongoose';
import { type CounterRepository, createCounterRepository } from './counters/repository.js';
import { createDivisionRepository, type DivisionRepository } from './divisions/repository.js';
import { createFileBytes, type FileBytes } from './files/bytes.js';
import { createFileRepository, type FileRepository } from './files/repository.js';
import { createFilingRepository, type FilingRepository } from './filings/repository.js';
import { createHandoverRepository, type HandoverRepository } from './handovers/repository.js';
import { createKeyMarkRepository, type KeyMarkRepository } from './key-marks/repository.js';
import { createLeaseRepository, type LeaseRepository } from './leases/repository.js';
import { createOutboxRepository, type OutboxRepository } from './outbox/repository.js';
import {
  createPersonalDataRequestRepository,
  type PersonalDataRequestRepository,
} from './personal-data-requests/repository.js';
import { createPetitionRepository, type PetitionRepository } from './petitions/repository.js';
import { createQueryTriesRepository, type QueryTriesRepository } from './query-tries/repository.js';

/** Every collection's repository on one connection. */
export interface Models {
  petitions: PetitionRepository;
  filings: FilingRepository;
  counters: CounterRepository;
  handovers: HandoverRepository;
  outbox: OutboxRepository;
  personalDataRequests: PersonalDataRequestRepository;
  queryTries: QueryTriesRepository;
  divisions: DivisionRepository;
  leases: LeaseRepository;
  files: FileRepository;
  fileBytes: FileBytes;
  keyMarks: KeyMarkRepository;
  /** Builds the indexes of every model of the connection; once after the store is open. */
  init(): Promise<void>;
}

/** Builds the models on a connection; nothing is read or written before {@link Models.init}. */
export function createModels(connection: Connection): Models {
  return {
    petitions: createPetitionRepository(connection),
    filings: createFilingRepository(connection),
    counters: createCounterRepository(connection),
    handovers: createHandoverRepository(connection),
    outbox: createOutboxRepository(connection),
    personalDataRequests: createPersonalDataRequestRepository(connection),
    queryTries: createQueryTriesRepository(connection),
    divisions: createDivisionRepository(connection),
    leases: createLeaseRepository(connection),
    files: createFileRepository(connection),
    fileBytes: createFileBytes(connection),
    keyMarks: createKeyMarkRepository(connection),
    async init() {
      await Promise.all(Object.values(connection.models).map((model) => model.createIndexes()));
    },
  };
}
