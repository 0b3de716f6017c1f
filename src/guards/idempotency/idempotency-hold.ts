import type { IdempotencyClaim, IdempotencyRecords, Store, StoredResponse, TransactionSql } from "../../store/index.ts";
import { withDigest } from "./idempotent-request.ts";

/** Options of `finish`. */
export interface HoldFinishOptions {
  /** Body to store if the response's own is too large, for example with the id of the created resource. @default none */
  readonly reference?: string | undefined;
  /**
   * Path of the data in the response, such as `patient-7/notes`. `forget` of the records deletes the response with the data.
   *
   * @default the response is kept until it expires
   */
  readonly subject?: string | undefined;
  /** Digest of the body. Required if the request has `digest`. @default none */
  readonly digest?: string | undefined;
}

/** The key of the running request. Works the same for a request without a key. */
export interface IdempotencyHold {
  /** The key; null for a request without one. */
  readonly key: string | null;
  /**
   * Records the response in the transaction of the effect, so that both are committed or neither is. Call it last. The
   * work can return another response, for example with a secret that must not be stored.
   *
   * @returns the response, to be returned by `work`
   * @throws inFlight when another attempt has taken over, which rolls the transaction back
   * @throws RangeError when neither the body nor the reference is small enough
   * @throws TypeError when the request has `digest` and the options have none
   */
  finish(sql: TransactionSql, response: StoredResponse, options?: HoldFinishOptions): Promise<StoredResponse>;
}

/** The hold of a request without a key. */
export const withoutKey: IdempotencyHold = {
  key: null,
  finish: async (_sql, response) => response,
};

/** Options of {@link holdKey}. */
export interface HoldOptions {
  readonly store: Store;
  readonly records: IdempotencyRecords;
  readonly lease: IdempotencyClaim;
  /** Whether the digest of the body completes the fingerprint. */
  readonly hasDigest: boolean;
  readonly maxStoredBytes: number;
  readonly requestId: string | undefined;
  /** Creates the error for a lost lease. */
  readonly lost: () => Error;
}

/** A claimed key and its lease. */
export interface ClaimedHold extends IdempotencyHold {
  /** Whether `finish` was called. Only the record knows whether that was committed. */
  readonly isFinished: boolean;
  /** Records a response outside the transaction of an effect. Without the digest of the body it frees the key instead. */
  record(response: StoredResponse): Promise<void>;
  /** Ends the lease, unless the request is finished. @param isUncertain the effect is unknown, so the key stays in use */
  release(isUncertain: boolean): Promise<void>;
  /** Stops renewing the lease. */
  stop(): void;
}

/** Holds a claimed key, and renews its lease until `stop`. */
export function holdKey(options: HoldOptions): ClaimedHold {
  const { store, records, lease, lost, hasDigest } = options;
  let isFinished = false;
  const timer = setInterval(() => {
    // A failed renewal is retried at the next interval; `finish` handles a lease that expired.
    void records.renew(store.sql, lease).catch(() => undefined);
  }, records.leaseMs / 3);
  timer.unref();
  return {
    key: lease.key,
    get isFinished() {
      return isFinished;
    },
    async finish(sql, response, { reference, subject, digest } = {}) {
      if (hasDigest && digest === undefined)
        throw new TypeError("idempotency: expected the digest of the body, received none. Pass it to `finish`.");
      const fingerprint = digest && withDigest(lease.fingerprint, digest);
      const stored = toStored(options, response, reference);
      if (!(await records.finish(sql, lease, stored, { subject, fingerprint }))) throw lost();
      isFinished = true;
      return response;
    },
    async record(response) {
      if (hasDigest) await records.release(store.sql, lease);
      else if (!(await records.finish(store.sql, lease, toStored(options, response)))) throw lost();
    },
    async release(isUncertain) {
      await (isUncertain ? records.abandon(store.sql, lease) : records.release(store.sql, lease));
    },
    stop: () => clearInterval(timer),
  };
}

/**
 * Headers that are still valid a day later. Headers of a single response (Date, RateLimit, Retry-After, the request id),
 * of the server (Content-Length) and with secrets (Set-Cookie) are not stored.
 */
const STORED_HEADERS = new Set([
  "cache-control",
  "content-disposition",
  "content-language",
  "content-location",
  "content-type",
  "etag",
  "last-modified",
  "link",
  "location",
  "vary",
  "x-should-retry",
]);

/** Reduces a response to what is stored. @param reference replaces a body of more than `maxStoredBytes` */
function toStored(
  { maxStoredBytes, requestId }: HoldOptions,
  { status, headers, body }: StoredResponse,
  reference?: string,
): StoredResponse {
  const stored = Object.entries(headers).filter(([name]) => STORED_HEADERS.has(name.toLowerCase()));
  if (requestId !== undefined) stored.push(["Original-Request", requestId]);
  const fitting = [body, reference].find((part) => part !== undefined && Buffer.byteLength(part) <= maxStoredBytes);
  if (fitting === undefined) {
    throw new RangeError(
      `idempotency: expected a response body of at most ${maxStoredBytes} bytes, received ${Buffer.byteLength(body)}. ` +
        "Pass `finish` a short reference to store instead (the id of the created resource), or raise maxStoredBytes.",
    );
  }
  return { status, headers: Object.fromEntries(stored), body: fitting };
}
