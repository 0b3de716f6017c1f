import type { SqlValue } from "../../store/index.ts";

/** One error as it is stored. It never has a body, a credential, or the details of the error. */
export interface StoredOccurrence {
  /** Id of the row. It begins with the time, so ids sort by time. */
  readonly id: string;
  /** When the error left, in milliseconds since 1970. */
  readonly time: number;
  /** Id of the request, as the response contains it. */
  readonly requestId: string;
  /** Name of the contract. */
  readonly api: string;
  /** Code of the error. */
  readonly code: string;
  /** Category of the code. */
  readonly kind: string;
  /** HTTP status of the response. */
  readonly status: number;
  /** HTTP method of the request. */
  readonly method: string;
  /** Pattern of the route; null if no route matched. */
  readonly route: string | null;
  /** Name of the contract's operation; null for a route that is not in the contract. */
  readonly operation: string | null;
  /** Account that sent the request; null before authentication. */
  readonly tenant: string | null;
  /** Time from the request's arrival to the error, in milliseconds. */
  readonly durationMs: number;
  /** Whether the request took effect: `none`, `unknown` or `applied`. */
  readonly effect: string;
  /** Whether the request can have cost money: `never` or `maybe`. */
  readonly charged: string;
  /** Whether the response advised a retry; null if it said nothing. */
  readonly shouldRetry: boolean | null;
  /** `Retry-After` of the response, in seconds; null if it has none. */
  readonly retryAfterSec: number | null;
  /** Language of the response, as a BCP 47 tag. */
  readonly language: string;
  /** `User-Agent` of the client, at most 200 characters; null if it sent none. */
  readonly userAgent: string | null;
  /** `Errata-Attempt` of the client: 1 for the first attempt; null if it sent none. */
  readonly attempt: number | null;
  /** SHA-256 of the Idempotency-Key, as 32 hexadecimal digits; null if the request had none. */
  readonly keyHash: string | null;
  /** Private explanation, with secrets masked. */
  readonly note: string | null;
  /** Name and message of each error in the chain of causes, with secrets masked. */
  readonly cause: string | null;
  /** Frames of the stack, for status 500 and above. */
  readonly stack: string | null;
  /** Whether the operation does not declare the code. */
  readonly undeclared: boolean;
  /** Whether a handler returned the error as a response of its own. */
  readonly uncatalogued: boolean;
  /** Id of the trace, 32 hexadecimal digits; null without one. */
  readonly traceId: string | null;
  /** Id of the span, 16 hexadecimal digits; null without one. */
  readonly spanId: string | null;
  /** Version of the build that served the request. */
  readonly version: string;
  /** Name of the node that served the request. */
  readonly node: string;
}

/** The values of one row, in the order of `columns`. */
export type OccurrenceRow = readonly SqlValue[];

/** A column of the table: the name of a member in snake case. */
export type Column = SnakeCase<keyof StoredOccurrence>;

type SnakeCase<Text extends string> = Text extends `${infer Head}${infer Tail}`
  ? Head extends Lowercase<Head>
    ? `${Head}${SnakeCase<Tail>}`
    : `_${Lowercase<Head>}${SnakeCase<Tail>}`
  : "";

/** Columns of the table, in the order of the members. */
export const columns: readonly Column[] = [
  ...["id", "time", "request_id", "api", "code", "kind", "status", "method", "route", "operation", "tenant"],
  ...["duration_ms", "effect", "charged", "should_retry", "retry_after_sec", "language", "user_agent", "attempt"],
  ...["key_hash", "note", "cause", "stack", "undeclared", "uncatalogued", "trace_id", "span_id", "version", "node"],
] as Column[];

/** Reads a row. */
export function toOccurrence(row: Readonly<Record<string, SqlValue>>): StoredOccurrence {
  const flag = (value: SqlValue | undefined): boolean | null =>
    value === null || value === undefined ? null : value === 1;
  return Object.fromEntries(
    columns.map((column) => {
      const value = row[column] ?? null;
      const member = column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
      return [member, flags.has(column) ? flag(value) : value];
    }),
  ) as unknown as StoredOccurrence;
}

const flags: ReadonlySet<string> = new Set(["should_retry", "undeclared", "uncatalogued"]);
