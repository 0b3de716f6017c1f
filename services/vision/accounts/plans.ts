import { GB } from "../../shared/files/index.ts";

/** What a plan includes. */
export interface Plan {
  readonly storageBytes: number;
  /** Images that may be analysed in a calendar month. */
  readonly monthlyImages: number;
}

/** The plans that are sold. */
export const plans = {
  free: { storageBytes: GB / 10, monthlyImages: 100 },
  team: { storageBytes: 10 * GB, monthlyImages: 10_000 },
} as const satisfies Record<string, Plan>;
