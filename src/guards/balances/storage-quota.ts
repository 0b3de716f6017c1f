import { randomUUID } from "node:crypto";
import { maxTimerMs, type OptionTypes, requireInteger, requireOptions } from "../../contract/faults/options.ts";
import { type Refusal, raise } from "../../contract/index.ts";
import type { Balances, Sql, Store, TransactionOptions, TransactionSql } from "../../store/index.ts";
import { type Reservation, withReservation } from "./with-reservation.ts";

/** Details of full storage, in bytes. */
export interface StorageDetails {
  /** Most bytes that the account can store. */
  readonly quotaBytes: number;
  /** Bytes stored now. */
  readonly usedBytes: number;
  /** Size of the upload, as far as it is known. */
  readonly requiredBytes: number;
  /** Bytes reserved for other running uploads. */
  readonly reservedBytes: number;
}

/** The storage of an account, in bytes. */
export interface StorageUsage {
  /** Most bytes that the account can store. */
  readonly quotaBytes: number;
  /** Bytes stored now. */
  readonly usedBytes: number;
  /** Bytes reserved for running uploads. */
  readonly reservedBytes: number;
  /** Bytes that can still be stored, 0 or more. */
  readonly availableBytes: number;
}

/** A request to store an upload. */
export interface StorageRequest {
  /** Name of the account in the ledger. */
  readonly account: string;
  /** Size declared by the client, in bytes. @default null, unknown, as for chunked bodies */
  readonly declaredBytes?: number | null | undefined;
  /** Id for `releaseReservation` after a crash; must not be reused. @default a random id */
  readonly reservationId?: string | undefined;
}

/** Bytes that are reserved for an upload. */
export interface StorageReservation extends Reservation {
  /** Reserves up to this many bytes in total. Call it before they are stored. @throws full */
  grow(totalBytes: number): Promise<void>;
}

/** An upload and its effects. */
export interface StorageWork<Received, Result> {
  /** Receives the bytes. Calls `reservation.grow` before it stores more than was declared. */
  readonly receive: (reservation: StorageReservation) => Promise<Received>;
  /** Returns the number of bytes stored. */
  readonly bytes: (received: Received) => number;
  /** Inserts the row that owns the bytes, in the transaction that counts them. */
  readonly effect: (sql: TransactionSql, received: Received) => Promise<Result>;
  /** Whether `effect` awaits nothing but its own statements. @default false */
  readonly sqlOnly?: boolean | undefined;
}

/** An event that needs attention. */
export interface StorageEvent {
  /** `release-failed`: the bytes stay reserved until the reservation expires. */
  readonly kind: "release-failed";
  /** Name of the account in the ledger. */
  readonly account: string;
  /** Error of the store. */
  readonly error: unknown;
}

/** Options of {@link storageQuota}. */
export interface StorageQuotaOptions {
  /** Store that holds the ledger. */
  readonly store: Store;
  /** A ledger with its own unit: `balances({ unit: "bytes" })`. */
  readonly balances: Balances;
  /** Refusal for full storage. */
  readonly full: Refusal<StorageDetails>;
  /** Bytes reserved at a time for an upload of unknown size, 1 or more. @default 1_048_576 */
  readonly stepBytes?: number | undefined;
  /** How long a reservation lasts without a renewal, in milliseconds. @default 120_000 */
  readonly reservationMs?: number | undefined;
  /** Returns the current time in epoch milliseconds. @default Date.now */
  readonly clock?: (() => number) | undefined;
  /** Called for events that need attention; must not throw. @default none */
  readonly observe?: ((event: StorageEvent) => void) | undefined;
}

/** Limits stored bytes by a quota: reserved before they arrive, counted with the row that owns them, freed with it. */
export interface StorageQuotaGuard {
  /** Sets an account's quota. A quota below the used bytes only blocks growth. */
  setQuota(sql: TransactionSql, account: string, quotaBytes: number): Promise<void>;
  /** Reads an account's quota and usage. */
  usage(sql: Sql, account: string): Promise<StorageUsage>;
  /** Reserves the declared bytes, or none if the size is unknown. @throws full */
  reserve(request: StorageRequest): Promise<StorageReservation>;
  /** Reserves, receives, and counts the bytes in the transaction of the effect. Any failure frees them. @throws full */
  keep<Received, Result>(request: StorageRequest, work: StorageWork<Received, Result>): Promise<Result>;
  /** Releases the reservation of a crashed process. An unknown or finished reservation is ignored. */
  releaseReservation(reservationId: string): Promise<void>;
  /** Frees bytes in the transaction that deletes their row. */
  free(
    sql: TransactionSql,
    request: {
      /** Name of the account. */
      account: string;
      /** Bytes to free, an integer of 0 or more. */
      bytes: number;
      /** Name of the deleted item, which is freed once. */
      id: string;
    },
  ): Promise<void>;
}

const optionTypes: OptionTypes<StorageQuotaOptions> = {
  store: "object",
  balances: "object",
  full: "function",
  stepBytes: "checked",
  reservationMs: "checked",
  clock: "function",
  observe: "function",
};

/**
 * Creates a guard that limits stored bytes by a quota.
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { storageQuota } from "errata/guards";
 * import { balanceMigrations, balances } from "errata/store";
 * import { openSqlite } from "errata/store/sqlite";
 *
 * const { error } = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { FULL: { kind: "storage_quota_exceeded", when: "The quota is used up.", message: "Storage is full." } },
 * });
 * const store = await openSqlite({ path: ":memory:", migrations: [balanceMigrations] });
 * const quota = storageQuota({ store, balances: balances({ unit: "bytes" }), full: error.FULL });
 * await store.transaction((sql) => quota.setQuota(sql, "acme", 5_000_000));
 * const { availableBytes } = await quota.usage(store.sql, "acme");
 * ```
 */
export function storageQuota(options: StorageQuotaOptions): StorageQuotaGuard {
  requireOptions("storageQuota", options, optionTypes, ["store", "balances", "full"]);
  const { store, balances, reservationMs = RESERVATION_MS, observe = () => undefined } = options;
  requireInteger("storageQuota: reservationMs", reservationMs, 1, maxTimerMs);
  if (options.stepBytes !== undefined) requireInteger("storageQuota: stepBytes", options.stepBytes, 1);

  async function reserve(request: StorageRequest): Promise<StorageReservation> {
    const { account, declaredBytes, reservationId = randomUUID() } = request;
    const upload: Upload = { account, reservationId, parts: [] };
    if (typeof declaredBytes === "number") upload.parts.push(await reserveBytes(options, upload, declaredBytes));
    return storageReservation(options, upload);
  }

  return {
    async setQuota(sql, account, quotaBytes) {
      const { status } = await balances.setCapacity(sql, account, quotaBytes);
      if (status !== "set") throw new Error(`account "${account}" has grants of ${balances.unit} instead of a quota.`);
    },
    usage: (sql, account) => usage(options, sql, account),
    reserve,
    async keep(request, { receive, bytes, effect, sqlOnly }) {
      const reservation = await reserve(request);
      return await withReservation({
        store,
        reservation,
        renewEveryMs: reservationMs / 3,
        prepare: () => receive(reservation),
        effect,
        transaction: { sqlOnly },
        cost: bytes,
        onReleaseFailed: (error) => observe({ kind: "release-failed", account: request.account, error }),
      });
    },
    releaseReservation: (reservationId) =>
      store.transaction(async (sql) => {
        // Parts are numbered in order, so the first unknown one follows the last.
        for (let number = 1; ; number += 1) {
          const { status } = await balances.release(sql, partId(reservationId, number));
          if (status === "unknown") return;
        }
      }, sqlOnly),
    async free(sql, { account, bytes, id }) {
      const { status } = await balances.free(sql, { id, account, amount: bytes });
      if (status === "freed") return;
      throw new Error(`${bytes} bytes of "${id}" cannot be freed for account "${account}": ${status}.`);
    },
  };
}

/** The ledger's own operations await nothing but their statements. */
const sqlOnly: TransactionOptions = { sqlOnly: true };
const RESERVATION_MS = 120_000;
const STEP_BYTES = 1_048_576;

/** One reservation of the ledger. An upload that grew has several. */
interface Part {
  readonly id: string;
  readonly bytes: number;
}

/** A running upload and the parts reserved so far. */
interface Upload {
  readonly account: string;
  readonly reservationId: string;
  readonly parts: Part[];
}

function partId(reservationId: string, number: number): string {
  return `${reservationId}:${number}`;
}

function totalOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}

function storageReservation(options: StorageQuotaOptions, upload: Upload): StorageReservation {
  const { store, balances, reservationMs = RESERVATION_MS, stepBytes = STEP_BYTES, clock = Date.now } = options;
  const { parts } = upload;
  return {
    async grow(totalBytes) {
      const missing = totalBytes - totalOf(parts);
      // In steps, so that not every chunk costs a transaction.
      if (missing > 0) parts.push(await reserveBytes(options, upload, totalBytes, Math.max(missing, stepBytes)));
    },
    async commit(sql, amount = totalOf(parts)) {
      const all = [...parts];
      const missing = amount - totalOf(parts);
      if (missing > 0) all.push(await reservePart(options, sql, upload, [missing], amount));
      let rest = amount;
      for (const { id, bytes } of all) {
        const { status } = await balances.commit(sql, { id, amount: Math.min(rest, bytes) });
        rest -= Math.min(rest, bytes);
        if (status === "written_off") throw raise(options.full, await detailsOf(options, sql, upload, amount));
        if (status !== "committed") throw new Error(`storage reservation ${id} cannot be counted: ${status}.`);
      }
    },
    release: () =>
      store.transaction(async (sql) => {
        let isCharged = false;
        for (const { id } of parts)
          isCharged = (await balances.release(sql, id)).status === "already_posted" || isCharged;
        return isCharged ? "charged" : "returned";
      }, sqlOnly),
    renew: () =>
      store.transaction(async (sql) => {
        for (const { id } of parts) await balances.renew(sql, id, clock() + reservationMs);
      }, sqlOnly),
  };
}

/** Reserves the bytes missing to a total. @param preferred number of bytes to reserve instead, if they fit */
function reserveBytes(options: StorageQuotaOptions, upload: Upload, totalBytes: number, preferred = 0): Promise<Part> {
  const missing = totalBytes - totalOf(upload.parts);
  const sizes = preferred > missing ? [preferred, missing] : [missing];
  return reservePart(options, options.store, upload, sizes, totalBytes);
}

/** Reserves the first size that fits: near the end of the quota only the missing bytes, not a whole step. */
async function reservePart(
  options: StorageQuotaOptions,
  on: TransactionSql | Store,
  upload: Upload,
  sizes: readonly number[],
  totalBytes: number,
): Promise<Part> {
  const { balances, reservationMs = RESERVATION_MS, clock = Date.now } = options;
  const { account, reservationId, parts } = upload;
  const id = partId(reservationId, parts.length + 1);
  for (const bytes of sizes) {
    const expiresAt = clock() + reservationMs;
    const { status } = await balances.reserve(on, { id, account, amount: bytes, expiresAt });
    if (status === "reserved") return { id, bytes };
    if (status !== "insufficient")
      throw new Error(`storage reservation "${reservationId}" was used before: ${status}.`);
  }
  throw raise(options.full, await detailsOf(options, "transaction" in on ? on.sql : on, upload, totalBytes), {
    note: `storage of account ${account}`,
  });
}

/** The upload's own reservation is part of `requiredBytes`, so it is not counted as reserved. */
async function detailsOf(
  options: StorageQuotaOptions,
  sql: Sql,
  { account, parts }: Upload,
  requiredBytes: number,
): Promise<StorageDetails> {
  const { quotaBytes, usedBytes, reservedBytes } = await usage(options, sql, account);
  return { quotaBytes, usedBytes, requiredBytes, reservedBytes: Math.max(0, reservedBytes - totalOf(parts)) };
}

async function usage({ balances }: StorageQuotaOptions, sql: Sql, account: string): Promise<StorageUsage> {
  const { capacity, used, reserved, available } = await balances.read(sql, account);
  return { quotaBytes: capacity ?? 0, usedBytes: used, reservedBytes: reserved, availableBytes: available };
}
