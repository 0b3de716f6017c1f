import type { Keys, Store } from "errata/store";
import type { NoteMaker } from "./notes/note-maker.ts";
import type { Places } from "./notes/places.ts";

/** What the routes of the service work with. */
export interface Backend {
  readonly store: Store;
  readonly keys: Keys;
  /** What can make notes here, by the name that accounts use. */
  readonly makers: ReadonlyMap<string, NoteMaker>;
  /** Notes in the making, by account. */
  readonly places: Places;
  /** Current time in epoch milliseconds. */
  readonly clock: () => number;
}
