/** Derives envelopes, messages and details from examples of bodies. */
export { envelopesFrom } from "./envelopes-from.ts";
export { hidden } from "./template-of.ts";
