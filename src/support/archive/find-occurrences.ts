import type { SqlValue, Store } from "../../store/index.ts";
import { hashKey } from "./hash-key.ts";
import { templateOf } from "./statement.ts";
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
  const isAscending = filter.after !== undefined;
  const conditions: [text: string, value: SqlValue][] = [];
  const add = (text: string, value: SqlValue | undefined): void => {
    if (value !== undefined) conditions.push([text, value]);
  };
  add("request_id =", filter.requestId);
  add("key_hash =", filter.idempotencyKey === undefined ? undefined : hashKey(filter.idempotencyKey));
  add("key_hash =", filter.keyHash);
  add("tenant =", filter.tenant);
  add("code =", filter.code);
  add("api =", filter.api);
  add("kind =", filter.kind);
  add("operation =", filter.operation);
  add("version =", filter.version);
  add("node =", filter.node);
  if (filter.undocumented === true) add("undeclared + uncatalogued >", 0);
  if (filter.from !== undefined) add("id >=", idPrefix(filter.from));
  if (filter.to !== undefined) add("id <", idPrefix(filter.to));
  add("id <", filter.before);
  add("id >", filter.after);
  const text = [
    "SELECT * FROM errata_occurrences",
    ...conditions.map(([condition], index) => `${index === 0 ? "WHERE" : "AND"} ${condition}`),
  ];
  // Every fragment but the first follows a value.
  const strings =
    conditions.length === 0 ? [] : [`${text[0]} ${text[1]} `, ...text.slice(2).map((part) => ` ${part} `)];
  const order = `ORDER BY id ${isAscending ? "ASC" : "DESC"} LIMIT `;
  strings.push(conditions.length === 0 ? `${text[0]} ${order}` : ` ${order}`, "");
  const values = [...conditions.map(([, value]) => value), limit + 1];
  const rows = await store.sql<Record<string, SqlValue>>(templateOf(strings), ...values);
  const items = rows.slice(0, limit).map(toOccurrence);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
