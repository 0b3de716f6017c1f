import { type KeyFormat, keyFormat } from "errata/guards";

/** API keys of workspaces: `pdf_live_…`. */
export const workspaceKeys: KeyFormat = keyFormat({ prefix: "pdf", environment: "live" });

/** What every key of this API begins with; what does not is taken for a token. */
export const keyPrefix = "pdf_";
