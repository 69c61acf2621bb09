export interface Models {
  /** Builds the indexes; once after the store is open. */
  init(): Promise<void>;
}
