import type { Keys, Store } from "errata/store";
import type { ConcurrencyLimit } from "../shared/concurrency/index.ts";
import type { NoteMaker } from "./notes/note-maker.ts";

/** What the routes of the service work with. */
export interface Backend {
  readonly store: Store;
  readonly keys: Keys;
  /** What can make notes here, by the name that accounts use. */
  readonly makers: ReadonlyMap<string, NoteMaker>;
  /** Limits the notes that are written at the same time, by account. */
  readonly noteLimit: ConcurrencyLimit;
  /** Current time in epoch milliseconds. */
  readonly clock: () => number;
}
