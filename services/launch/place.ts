import type { Recorder } from "errata/server";
import type { Store } from "errata/store";

/** Where an API runs: what the launcher gives to each. */
export interface Place {
  /** A store with the tables of every API. */
  readonly store: Store;
  /** Folder of the APIs' files; each keeps to a folder of its own in it. */
  readonly folder: string;
  /** Receives every error that is answered. */
  readonly record: Recorder;
  /** Is told of each background job that failed; it is tried again. @param job what it worked on */
  readonly onJobFailed: (error: unknown, job: string) => void;
}
