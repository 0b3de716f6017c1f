import { type KeyFormat, keyFormat } from "errata/guards";

/** Keys of accounts: `scr_live_…`. */
export const scribeKeys: KeyFormat = keyFormat({ prefix: "scr", environment: "live" });
