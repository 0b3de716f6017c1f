import { type KeyFormat, keyFormat } from "errata/guards";

/** Keys of accounts: `vis_live_…`. */
export const accountKeyFormat: KeyFormat = keyFormat({ prefix: "vis", environment: "live" });
