/** API key records: who a hash belongs to, and until when. */
export type { KeyRecord } from "./key-record.ts";
export { type InsertResult, type Keys, type KeysOptions, keys, type NewKey, type RotateResult } from "./keys.ts";
export { keyMigrations } from "./migrations.ts";
