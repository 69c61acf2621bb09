import type { Connection } from 'mongoose';

/** An open store: mongoose connected either to an external MongoDB or to the embedded store. */
export interface Storage {
  connection: Connection;
  kind: 'embedded' | 'external';
  /** Connection string, for tools such as mongosh. */
  uri: string;
  /** Gauges and counters for `/metrics`, by metric name (embedded store only; empty otherwise). */
  stats(): Promise<Record<string, number>>;
  /** Disconnects and, when embedded, stops the store after the last acknowledged write. */
  close(): Promise<void>;
}
