import { createHash } from "node:crypto";
import { fragment, type SqlFragment, type SqlValue, type Store } from "../../store/index.ts";
import { type StoredOccurrence, toOccurrence } from "./stored-occurrence.ts";

/** Selects occurrences. Members that are undefined match everything. */
export interface OccurrenceFilter {
  /** Code of the error. */
  readonly code?: string | undefined;
  /** Account that sent the request. */
  readonly tenant?: string | undefined;
  /** Id of the request. */
  readonly requestId?: string | undefined;
  /** Idempotency-Key of the request. Only its hash is stored. */
  readonly idempotencyKey?: string | undefined;
  /** Hash of the Idempotency-Key, as an occurrence has it. */
  readonly keyHash?: string | undefined;
  /** Name of the contract. */
  readonly api?: string | undefined;
  /** Category of the code. */
  readonly kind?: string | undefined;
  /** Operation, such as `POST /v1/orders`. */
  readonly operation?: string | undefined;
  /** Version of the build. */
  readonly version?: string | undefined;
  /** Name of the node. */
  readonly node?: string | undefined;
  /** Whether the occurrence is undeclared or uncatalogued. */
  readonly undocumented?: boolean | undefined;
  /** Earliest time, in milliseconds since 1970. */
  readonly from?: number | undefined;
  /** Time before which occurrences are listed, in milliseconds since 1970. */
  readonly to?: number | undefined;
  /** Id of the last occurrence of the page before. */
  readonly before?: string | undefined;
  /** Id after which occurrences are listed, the oldest first, to follow new ones. */
  readonly after?: string | undefined;
  /** Occurrences of one page, 1 to 500. @default 50 */
  readonly limit?: number | undefined;
}

/** One page of occurrences. */
export interface OccurrencePage {
  /** The occurrences, the newest first; the oldest first with `after`. */
  readonly items: readonly StoredOccurrence[];
  /** Id for `before` (or `after`) of the next page; null for the last one. */
  readonly next: string | null;
}

/** Returns the beginning of the ids of a time. */
export function idPrefix(time: number): string {
  return Math.max(time, 0).toString(36).padStart(9, "0");
}

/** Lists occurrences. */
export async function findOccurrences(store: Store, filter: OccurrenceFilter): Promise<OccurrencePage> {
  const limit = Math.min(Math.max(Math.trunc(filter.limit ?? 50), 1), 500);
  const keyHash = filter.idempotencyKey === undefined ? filter.keyHash : hashKey(filter.idempotencyKey);
  const where = [
    ...present(filter.requestId, (value) => fragment`request_id = ${value}`),
    ...present(keyHash, (value) => fragment`key_hash = ${value}`),
    ...present(filter.tenant, (value) => fragment`tenant = ${value}`),
    ...present(filter.code, (value) => fragment`code = ${value}`),
    ...present(filter.api, (value) => fragment`api = ${value}`),
    ...present(filter.kind, (value) => fragment`kind = ${value}`),
    ...present(filter.operation, (value) => fragment`operation = ${value}`),
    ...present(filter.version, (value) => fragment`version = ${value}`),
    ...present(filter.node, (value) => fragment`node = ${value}`),
    ...(filter.undocumented === true ? [fragment`undeclared + uncatalogued > 0`] : []),
    ...present(filter.from, (value) => fragment`id >= ${idPrefix(value)}`),
    ...present(filter.to, (value) => fragment`id < ${idPrefix(value)}`),
    ...present(filter.before, (value) => fragment`id < ${value}`),
    ...present(filter.after, (value) => fragment`id > ${value}`),
  ].reduce((all, condition) => fragment`${all} AND ${condition}`, fragment`WHERE 1 = 1`);
  const order = filter.after === undefined ? fragment`DESC` : fragment`ASC`;
  const rows = await store.sql<Record<string, SqlValue>>`
    SELECT * FROM errata_occurrences ${where} ORDER BY id ${order} LIMIT ${limit + 1}`;
  const items = rows.slice(0, limit).map(toOccurrence);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** Returns the condition for a value; none if it is undefined. */
function present<Value>(value: Value | undefined, condition: (value: Value) => SqlFragment): readonly SqlFragment[] {
  return value === undefined ? [] : [condition(value)];
}

/** A Structured Fields string, as which an Idempotency-Key can be sent. @see RFC 9651 section 3.3.3 */
const quotedKey = /^"((?:[^"\\]|\\["\\])*)"$/;

/** Returns the hash under which an Idempotency-Key is stored: 32 hexadecimal digits of its SHA-256. Quotes are not part of a key. */
export function hashKey(key: string): string {
  const trimmed = key.trim();
  const bare = quotedKey.exec(trimmed)?.[1]?.replaceAll(/\\(["\\])/g, "$1") ?? trimmed;
  return createHash("sha256").update(bare).digest("hex").slice(0, 32);
}
