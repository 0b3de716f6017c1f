/** Persists API key records: the tenant of a hash, its scopes and when it expires. */
export type { KeyRecord } from "./key-record.ts";
export {
  type InsertResult,
  type KeyPage,
  type Keys,
  type KeysOptions,
  keys,
  type NewKey,
  type RotateResult,
} from "./keys.ts";
export { keyMigrations } from "./migrations.ts";
