import { randomUUID } from "node:crypto";
import { type OptionTypes, requireInteger, requireOptions } from "../../contract/faults/options.ts";
import { ApiError, raise } from "../../contract/index.ts";
import type {
  IdempotencyClaim,
  IdempotencyClaimResult,
  IdempotencyRecords,
  Store,
  StoredResponse,
} from "../../store/index.ts";
import { requireTimeout, withTimeout } from "../with-timeout.ts";
import { type ClaimedHold, holdKey, type IdempotencyHold, withoutKey } from "./idempotency-hold.ts";
import type { IdempotencyRefusals } from "./idempotency-refusals.ts";
import {
  fingerprintOf,
  type IdempotentRequest,
  MAX_KEY_LENGTH,
  parseIdempotencyKey,
  withDigest,
} from "./idempotent-request.ts";

/** An event that is worth a metric. */
export interface IdempotencyEvent {
  /** The outcome for a repeated request, or `release-failed` if the store could not end a key's lease. */
  readonly kind: "replayed" | "in-flight" | "reused" | "forgotten" | "taken-over" | "unresolved" | "release-failed";
  /** Method and route template: `POST /v1/orders`. */
  readonly operation: string;
  /** Error of the store; only for `release-failed`. */
  readonly error?: unknown;
}

/** Options of {@link idempotency}. */
export interface IdempotencyOptions {
  /** Store that holds the records. */
  readonly store: Store;
  /** Idempotency records; see `idempotencyRecords` in `errata/store`. */
  readonly records: IdempotencyRecords;
  /** Refusals for a key that cannot be used. */
  readonly refusals: IdempotencyRefusals;
  /**
   * Where the work has its effects. `transactional`: all of them are in the transaction of `finish`, so a request that
   * died had none and a repeat runs. `external`: some are elsewhere, so a repeat is rejected as `unresolved` if the first
   * request died or failed with an error that does not rule out an effect.
   *
   * @default "transactional"
   */
  readonly effects?: "transactional" | "external" | undefined;
  /** Largest stored body, in bytes, 1 or more. @default 65_536 */
  readonly maxStoredBytes?: number | undefined;
  /** Retry-After of `inFlight`, in milliseconds, 1 or more. @default 1_000 */
  readonly retryAfterMs?: number | undefined;
  /** Longest wait for a claim, in milliseconds; a slower store counts as down. @default the store's timeout */
  readonly timeoutMs?: number | undefined;
  /**
   * Decides whether an error is stored and returned to repeats; other errors free the key.
   *
   * @default errors with `retry: never`, no effect and a 4xx status other than 400, 401, 402, 403, 404, 408, 409 and 429
   */
  readonly shouldStore?: ((error: ApiError) => boolean) | undefined;
  /** Called for events that are worth a metric; must not throw. @default none */
  readonly observe?: ((event: IdempotencyEvent) => void) | undefined;
}

/** The work of a request. */
export interface IdempotentRun {
  /**
   * Does the work and returns its response. A response that `finish` did not record is recorded afterwards, unless it
   * is a 5xx; a crash in between repeats the work.
   */
  readonly work: (hold: IdempotencyHold) => Promise<StoredResponse>;
  /** Renders an error as it will be sent. @default none, errors are not stored */
  readonly render?: ((error: ApiError) => StoredResponse) | undefined;
}

/**
 * Runs a request, or returns the response of the same earlier request with `Idempotent-Replayed: true` and that
 * request's id as `Original-Request`. Applies to POST and PATCH only. If the store is down it throws the store's error,
 * so nothing runs unprotected.
 *
 * @throws missing, invalid, reused, inFlight (with a Retry-After), unresolved, forgotten, and any error of the work
 * @see draft-ietf-httpapi-idempotency-key-header-07
 */
export type IdempotencyGuard = (request: IdempotentRequest, run: IdempotentRun) => Promise<StoredResponse>;

const METHODS = new Set(["POST", "PATCH"]);
const NEVER_STORED = new Set([400, 401, 402, 403, 404, 408, 409, 429]);

const optionTypes: OptionTypes<IdempotencyOptions> = {
  store: "object",
  records: "object",
  refusals: "object",
  effects: ["transactional", "external"],
  maxStoredBytes: "checked",
  retryAfterMs: "checked",
  timeoutMs: "checked",
  shouldStore: "function",
  observe: "function",
};

/**
 * Creates a guard that runs each request once per idempotency key.
 *
 * @throws TypeError when `effects` is `external` and `refusals.unresolved` is not set
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { idempotency } from "errata/guards";
 * import { idempotencyMigrations, idempotencyRecords } from "errata/store";
 * import { openSqlite } from "errata/store/sqlite";
 *
 * const { error } = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: {
 *     INVALID_KEY: { kind: "idempotency_key_invalid", when: "The key is invalid.", message: "Invalid Idempotency-Key." },
 *     IN_PROGRESS: { kind: "conflict", when: "The request is running.", message: "Try again later." },
 *   },
 * });
 * const store = await openSqlite({ path: ":memory:", migrations: [idempotencyMigrations] });
 * const guard = idempotency({
 *   store,
 *   records: idempotencyRecords(),
 *   refusals: { invalid: error.INVALID_KEY, reused: error.INVALID_KEY, inFlight: error.IN_PROGRESS },
 * });
 * const request = { tenant: "acme", operation: "POST /orders", key: "order-7", method: "POST", target: "/orders" };
 * const response = await guard(
 *   { ...request, contentType: "application/json", body: async () => new TextEncoder().encode("{}") },
 *   { work: (hold) => store.transaction((sql) => hold.finish(sql, { status: 201, headers: {}, body: "{}" })) },
 * );
 * ```
 */
export function idempotency(options: IdempotencyOptions): IdempotencyGuard {
  requireOptions("idempotency", options, optionTypes, ["store", "records", "refusals"]);
  const { refusals, effects, observe = () => undefined } = options;
  if (effects === "external" && refusals.unresolved === undefined) {
    throw new TypeError("idempotency: external effects need the refusal `unresolved`. Set it, or omit `effects`.");
  }
  if (options.maxStoredBytes !== undefined) requireInteger("idempotency: maxStoredBytes", options.maxStoredBytes, 1);
  if (options.retryAfterMs !== undefined) requireInteger("idempotency: retryAfterMs", options.retryAfterMs, 1);
  requireTimeout("idempotency", options.timeoutMs);
  return async (request, run) => {
    const key = METHODS.has(request.method) ? keyOf(request.key, refusals) : undefined;
    if (key === undefined) return await run.work(withoutKey);
    const { tenant, operation } = request;
    const claim: IdempotencyClaim = {
      tenant,
      operation,
      key,
      token: randomUUID(),
      fingerprint: await fingerprintOf(request),
      canTakeOver: effects !== "external",
    };
    const result = await claimRequest(options, claim, request.digest);
    if (result.status === "finished") {
      observe({ kind: "replayed", operation });
      return { ...result.response, headers: { ...result.response.headers, "Idempotent-Replayed": "true" } };
    }
    if (result.status !== "claimed") throw refusalOf(options, claim, result.status);
    if (result.isTakeover) observe({ kind: "taken-over", operation });
    return await runClaimed(options, run, claim, request);
  };
}

function keyOf(value: string | null | undefined, refusals: IdempotencyRefusals): string | undefined {
  if (value === null || value === undefined) {
    if (refusals.missing !== undefined) throw raise(refusals.missing, { reason: "missing" });
    return undefined;
  }
  const parsed = parseIdempotencyKey(value);
  if (parsed.isValid) return parsed.key;
  const { problem } = parsed;
  const details = { reason: "malformed", problem, maxLength: MAX_KEY_LENGTH } as const;
  throw raise(refusals.invalid, details, { note: `invalid Idempotency-Key: ${problem}` });
}

/** Claims a key. The body of a request with a digest is read only if the key is in use by another such request. */
async function claimRequest(
  options: IdempotencyOptions,
  claim: IdempotencyClaim,
  digest: IdempotentRequest["digest"],
): Promise<IdempotencyClaimResult> {
  const result = await claimKey(options, claim);
  if (result.status !== "reused" || digest === undefined) return result;
  const complete = { ...claim, fingerprint: withDigest(claim.fingerprint, await digest()) };
  const repeat = await claimKey(options, complete);
  if (repeat.status !== "claimed") return repeat;
  // The record expired in between. The body has been read, so the client must send it again.
  await options.records.release(options.store.sql, complete);
  return { status: "in_progress", leaseUntil: 0 };
}

async function claimKey(options: IdempotencyOptions, claim: IdempotencyClaim): Promise<IdempotencyClaimResult> {
  const { store, records, timeoutMs } = options;
  // The embedded store commits many such claims together; in PostgreSQL a single statement needs no transaction.
  const claiming =
    store.engine === "sqlite"
      ? store.transaction((sql) => records.claim(sql, claim), { sqlOnly: true })
      : records.claim(store.sql, claim);
  try {
    return await withTimeout(timeoutMs, claiming);
  } catch (error) {
    // A claim that succeeds after the timeout is released, or it would block the key until its lease ends.
    void claiming.then(() => records.release(store.sql, claim)).catch(() => undefined);
    throw error;
  }
}

function refusalOf(
  { refusals, retryAfterMs = 1_000, observe = () => undefined }: IdempotencyOptions,
  { key, operation }: IdempotencyClaim,
  status: "in_progress" | "reused" | "abandoned" | "forgotten",
): Error {
  if (status === "forgotten" && refusals.forgotten !== undefined) {
    observe({ kind: "forgotten", operation });
    return raise(refusals.forgotten, { reason: "forgotten", idempotencyKey: key, operation });
  }
  if (status === "reused" || status === "forgotten") {
    observe({ kind: "reused", operation });
    return raise(refusals.reused, { reason: "reused", idempotencyKey: key });
  }
  if (status === "abandoned" && refusals.unresolved !== undefined) {
    observe({ kind: "unresolved", operation });
    return raise(refusals.unresolved, { reason: "unresolved", idempotencyKey: key });
  }
  observe({ kind: "in-flight", operation });
  const retryAfterSec = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  return raise(refusals.inFlight, { reason: "in_progress", idempotencyKey: key, retryAfterSec }, { retryAfterMs });
}

async function runClaimed(
  options: IdempotencyOptions,
  { work, render }: IdempotentRun,
  lease: IdempotencyClaim,
  { requestId, digest }: IdempotentRequest,
): Promise<StoredResponse> {
  const { store, records, effects, maxStoredBytes = 65_536 } = options;
  const lost = (): Error => refusalOf(options, lease, "in_progress");
  const hasDigest = digest !== undefined;
  const hold = holdKey({ store, records, lease, maxStoredBytes, requestId, hasDigest, lost });
  try {
    const response = await work(hold);
    if (hold.isFinished) return response;
    await (response.status < 500 ? hold.record(response) : hold.release(effects === "external"));
    return response;
  } catch (error) {
    await settleError(options, hold, lease, { error, render });
    throw error;
  } finally {
    hold.stop();
  }
}

/** Records a final error, and frees the key after any other. If that fails, the lease expires. */
async function settleError(
  { effects, shouldStore = isFinal, observe = () => undefined }: IdempotencyOptions,
  hold: ClaimedHold,
  { operation }: IdempotencyClaim,
  { error, render }: { readonly error: unknown; readonly render: IdempotentRun["render"] },
): Promise<void> {
  try {
    if (error instanceof ApiError && render !== undefined && shouldStore(error)) await hold.record(render(error));
    else await hold.release(effects === "external" && !isWithoutEffect(error));
  } catch (failure) {
    observe({ kind: "release-failed", operation, error: failure });
  }
}

function isFinal({ entry: { retry, status, effect } }: ApiError): boolean {
  return retry === "never" && effect === "none" && status >= 400 && status < 500 && !NEVER_STORED.has(status);
}

function isWithoutEffect(error: unknown): boolean {
  return error instanceof ApiError && error.entry.effect === "none";
}
