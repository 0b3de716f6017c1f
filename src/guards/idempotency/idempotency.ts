import { randomUUID } from "node:crypto";
import { ApiError, raise } from "../../contract/index.ts";
import type {
  IdempotencyClaim,
  IdempotencyClaimResult,
  IdempotencyRecords,
  StoredResponse,
  Store,
} from "../../store/index.ts";
import { withinBudget } from "../within-budget.ts";
import { fingerprintOf, type RequestToRepeat } from "./fingerprint.ts";
import { type HeldKey, holdKey, type IdempotencyHold, noHold } from "./idempotency-hold.ts";
import { readIdempotencyKey } from "./idempotency-key.ts";
import type { IdempotencyRefusals } from "./idempotency-outcomes.ts";

/** Something about keys that is worth a metric. */
export interface IdempotencyEvent {
  readonly kind: "replayed" | "in-flight" | "reused" | "taken-over" | "unresolved" | "release-failed";
  readonly operation: string;
  readonly error?: unknown;
}

/** The records and the codes for what they refuse. */
export interface IdempotencyOptions {
  readonly store: Store;
  readonly records: IdempotencyRecords;
  readonly refusals: IdempotencyRefusals;
  /**
   * Where the effects are. `transactional`: all of them in the transaction that `finish` is called in, so that a holder
   * that died has left none and the next caller does the work. `external`: some elsewhere, so that a repeat is refused
   * as `unresolved` when the holder died, or failed with an error that does not say that it took no effect.
   *
   * @default "transactional"
   */
  readonly effects?: "transactional" | "external";
  /** Largest body that is kept, in bytes, 1 or more. @default 65_536 */
  readonly maxKeptBytes?: number;
  /** Wait that a repeat is told while the first request runs, in milliseconds, 1 or more. @default 1_000 */
  readonly retryAfterMs?: number;
  /** Longest wait for the store to give a key, in milliseconds; what takes longer counts as a store that is down. @default the store's own time-out */
  readonly budgetMs?: number;
  /**
   * Says which refusals are kept and given to repeats; the others free the key. @default those that can never end
   * otherwise: the contract says `retry: never`, and the status is a 4xx other than 400, 401, 402, 403, 404, 408, 409, 429
   */
  readonly keeps?: (error: ApiError) => boolean;
  readonly observe?: (event: IdempotencyEvent) => void;
}

/** Work that is done once. */
export interface IdempotentRun {
  /**
   * Does the work and gives its answer. What `finish` did not record is recorded afterwards, unless it is a 5xx: a crash
   * between the two repeats the work.
   */
  readonly work: (hold: IdempotencyHold) => Promise<StoredResponse>;
  /** Gives the answer to a refusal as it will be sent. Without it no refusal is kept. */
  readonly render?: (error: ApiError) => StoredResponse;
}

/**
 * Runs a request, or gives the answer of the same request that ran before, with `Idempotent-Replayed: true` and the
 * first one's id as `Original-Request`. Only POST and PATCH have keys; other methods are run as they come. A store that
 * is down throws its own error, so that nothing runs unprotected under a key.
 *
 * @throws missing, invalid, reused, inFlight with a Retry-After, unresolved; whatever the work throws
 * @see draft-ietf-httpapi-idempotency-key-header-07
 */
export type IdempotencyGuard = (request: RequestToRepeat, run: IdempotentRun) => Promise<StoredResponse>;

const MAX_LENGTH = 255;
const METHODS = new Set(["POST", "PATCH"]);
const NOT_KEPT = new Set([400, 401, 402, 403, 404, 408, 409, 429]);

/** Makes the guard of one store's keys. */
export function idempotency(options: IdempotencyOptions): IdempotencyGuard {
  const { refusals, effects, observe = () => undefined } = options;
  if (effects === "external" && refusals.unresolved === undefined) {
    throw new TypeError("idempotency: effects are external, so the outcome `unresolved` needs a code.");
  }
  return async (request, run) => {
    const key = METHODS.has(request.method) ? keyOf(request.key, refusals) : undefined;
    if (key === undefined) return await run.work(noHold);
    const { tenant, operation } = request;
    const claim: IdempotencyClaim = {
      ...{ tenant, operation, key },
      token: randomUUID(),
      fingerprint: await fingerprintOf(request),
      canTakeOver: effects !== "external",
    };
    const found = await take(options, claim);
    if (found.status === "finished") {
      observe({ kind: "replayed", operation });
      return { ...found.response, headers: { ...found.response.headers, "Idempotent-Replayed": "true" } };
    }
    if (found.status !== "claimed") throw refusal(options, claim, found.status);
    if (found.isTakeover) observe({ kind: "taken-over", operation });
    return await runHeld(options, run, claim, request.requestId);
  };
}

function keyOf(value: string | null | undefined, refusals: IdempotencyRefusals): string | undefined {
  if (value === null || value === undefined) {
    if (refusals.missing !== undefined) throw raise(refusals.missing, { reason: "missing" });
    return undefined;
  }
  const read = readIdempotencyKey(value);
  if (read.isGood) return read.key;
  const facts = { reason: "malformed", fault: read.fault, maxLength: MAX_LENGTH } as const;
  throw raise(refusals.invalid, facts, { note: `the Idempotency-Key is wrong: ${read.fault}` });
}

async function take(options: IdempotencyOptions, claim: IdempotencyClaim): Promise<IdempotencyClaimResult> {
  const { store, records, budgetMs } = options;
  // The embedded store makes many such claims durable together; PostgreSQL needs no transaction for one statement.
  const claiming =
    store.engine === "sqlite"
      ? store.transaction((sql) => records.claim(sql, claim), { sqlOnly: true })
      : records.claim(store.sql, claim);
  try {
    return await withinBudget(budgetMs, claiming);
  } catch (error) {
    // A key that comes too late is held by nobody: it must not block until its lease ends.
    void claiming.then(() => records.release(store.sql, claim)).catch(() => undefined);
    throw error;
  }
}

function refusal(
  { refusals, retryAfterMs = 1_000, observe = () => undefined }: IdempotencyOptions,
  { key, operation }: IdempotencyClaim,
  outcome: "in_progress" | "reused" | "abandoned",
): Error {
  if (outcome === "reused") {
    observe({ kind: "reused", operation });
    return raise(refusals.reused, { reason: "reused", idempotencyKey: key });
  }
  if (outcome === "abandoned" && refusals.unresolved !== undefined) {
    observe({ kind: "unresolved", operation });
    return raise(refusals.unresolved, { reason: "unresolved", idempotencyKey: key });
  }
  observe({ kind: "in-flight", operation });
  const retryAfterSec = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  return raise(refusals.inFlight, { reason: "in_progress", idempotencyKey: key, retryAfterSec }, { retryAfterMs });
}

async function runHeld(
  options: IdempotencyOptions,
  { work, render }: IdempotentRun,
  lease: IdempotencyClaim,
  requestId: string | undefined,
): Promise<StoredResponse> {
  const { store, records, effects, maxKeptBytes = 65_536 } = options;
  const lost = (): Error => refusal(options, lease, "in_progress");
  const held = holdKey({ ...{ store, records, lease, maxKeptBytes, requestId }, lost });
  try {
    const answer = await work(held);
    if (held.isFinished) return answer;
    await (answer.status < 500 ? held.keep(answer) : held.letGo(effects === "external"));
    return answer;
  } catch (error) {
    await settleFailure(options, held, lease, { error, render });
    throw error;
  } finally {
    held.end();
  }
}

/** Keeps a refusal that can never end otherwise, frees the key after any other. A failure here leaves it to the lease. */
async function settleFailure(
  { effects, keeps = isFinal, observe = () => undefined }: IdempotencyOptions,
  held: HeldKey,
  { operation }: IdempotencyClaim,
  { error, render }: { readonly error: unknown; readonly render: IdempotentRun["render"] },
): Promise<void> {
  try {
    if (error instanceof ApiError && render !== undefined && keeps(error)) await held.keep(render(error));
    else await held.letGo(effects === "external" && !isWithoutEffect(error));
  } catch (failure) {
    observe({ kind: "release-failed", operation, error: failure });
  }
}

function isFinal({ entry: { retry, status, effect } }: ApiError): boolean {
  return retry === "never" && effect === "none" && status >= 400 && status < 500 && !NOT_KEPT.has(status);
}

function isWithoutEffect(error: unknown): boolean {
  return error instanceof ApiError && error.entry.effect === "none";
}
