import { randomUUID } from "node:crypto";
import { type Refusal, raise } from "../contract/index.ts";
import type { Balances, Sql, Store, TransactionOptions, TransactionSql } from "../store/index.ts";
import { doHeldWork, type Hold } from "./held-work.ts";

/** Facts of a full storage, in bytes. */
export interface StorageDetails {
  readonly quotaBytes: number;
  /** Stored now. */
  readonly usedBytes: number;
  /** Size of what was to be stored, as far as it is known. */
  readonly requiredBytes: number;
  /** Held for other uploads that are under way. */
  readonly reservedBytes: number;
}

/** How much an account stores, in bytes. */
export interface StorageUsage {
  readonly quotaBytes: number;
  readonly usedBytes: number;
  readonly reservedBytes: number;
  readonly availableBytes: number;
}

/** An upload that is about to begin. */
export interface StorageRequest {
  readonly account: string;
  /** Announced size; null or left out when the client announced none, as with chunked bodies. */
  readonly declaredBytes?: number | null;
  /** Names the hold, so that `endHold` can end it after a crash; never used twice. @default a random one */
  readonly holdId?: string;
}

/** Bytes that are held for an upload. */
export interface StorageHold extends Hold {
  /** Makes sure that this many bytes are held in all, before they are stored. @throws full */
  grow(totalBytes: number): Promise<void>;
}

/** An upload with its effects. */
export interface StoredWork<Received, Result> {
  /** Receives the bytes, calling `hold.grow` before it stores beyond what was declared. */
  readonly receive: (hold: StorageHold) => Promise<Received>;
  /** Bytes that were stored. */
  readonly bytes: (received: Received) => number;
  /** Writes the row that owns the bytes, in the transaction that counts them. */
  readonly effect: (sql: TransactionSql, received: Received) => Promise<Result>;
  /** Says that `effect` awaits nothing but its own statements. @default false */
  readonly sqlOnly?: boolean;
}

/** What happened to a hold that somebody should hear of. */
export interface StorageEvent {
  readonly kind: "release-failed";
  readonly account: string;
  readonly error: unknown;
}

/** The ledger of bytes and the code for a full storage. */
export interface StorageQuotaOptions {
  readonly store: Store;
  /** A ledger of its own unit: `balances({ unit: "bytes" })`. */
  readonly balances: Balances;
  readonly full: Refusal<StorageDetails>;
  /** Bytes held at a time for an upload of unknown size, 1 or more. @default 1_048_576 */
  readonly stepBytes?: number;
  /** How long bytes are held without a sign of life, in milliseconds. @default 120_000 */
  readonly holdMs?: number;
  /** Current time in epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
  readonly observe?: (event: StorageEvent) => void;
}

/** Counts stored bytes against a quota: held before they arrive, counted with the row that owns them, freed with it. */
export interface StorageQuotaGuard {
  /** Sets an account's quota; below what is stored it blocks growth only. */
  setQuota(sql: TransactionSql, account: string, quotaBytes: number): Promise<void>;
  usage(sql: Sql, account: string): Promise<StorageUsage>;
  /** Holds the declared bytes, or none yet. @throws full */
  reserve(request: StorageRequest): Promise<StorageHold>;
  /** Holds, receives, and counts in the transaction of the effect; returns the bytes when anything fails. @throws full */
  keep<Received, Result>(request: StorageRequest, work: StoredWork<Received, Result>): Promise<Result>;
  /** Returns what a hold still holds, whose process is known to be dead. One that is unknown or over is no fault. */
  endHold(holdId: string): Promise<void>;
  /** Gives bytes back in the transaction that deletes their row. @param id name of what was deleted; twice frees once */
  free(sql: TransactionSql, request: { account: string; bytes: number; id: string }): Promise<void>;
}

/** Makes the guard of one ledger of bytes. */
export function storageQuota(options: StorageQuotaOptions): StorageQuotaGuard {
  const { store, balances, holdMs = HOLD_MS, observe = () => undefined } = options;

  async function reserve({ account, declaredBytes, holdId = randomUUID() }: StorageRequest): Promise<StorageHold> {
    const owner: Owner = { account, holdId, parts: [] };
    if (typeof declaredBytes === "number") owner.parts.push(await holdBytes(options, owner, declaredBytes));
    return storageHold(options, owner);
  }

  return {
    async setQuota(sql, account, quotaBytes) {
      const { status } = await balances.setCapacity(sql, account, quotaBytes);
      if (status !== "set")
        throw new Error(`account "${account}" lives on grants of ${balances.unit}, not on a quota.`);
    },
    usage: (sql, account) => usage(options, sql, account),
    reserve,
    async keep(request, { receive, bytes, effect, sqlOnly = false }) {
      const hold = await reserve(request);
      return await doHeldWork({
        store,
        hold,
        renewEveryMs: holdMs / 3,
        prepare: () => receive(hold),
        effect,
        transaction: { sqlOnly },
        cost: bytes,
        onReleaseFailed: (error) => observe({ kind: "release-failed", account: request.account, error }),
      });
    },
    endHold: (holdId) =>
      store.transaction(async (sql) => {
        // The parts were held one after the other, so that the first unknown one is behind the last.
        for (let number = 1; (await balances.release(sql, partId(holdId, number))).status !== "unknown"; ) number += 1;
      }, brief),
    async free(sql, { account, bytes, id }) {
      const freed = await balances.free(sql, { id, account, amount: bytes });
      if (freed.status === "freed") return;
      throw new Error(`${bytes} bytes of "${id}" cannot be freed for account "${account}": ${freed.status}.`);
    },
  };
}

/** The ledger's own operations await nothing but their statements. */
const brief: TransactionOptions = { sqlOnly: true };
const HOLD_MS = 120_000;
const STEP_BYTES = 1_048_576;

/** One reservation of the ledger; a hold that grew has several. */
interface Part {
  readonly id: string;
  readonly bytes: number;
}

/** Who holds, and what is held so far. */
interface Owner {
  readonly account: string;
  readonly holdId: string;
  readonly parts: Part[];
}

function partId(holdId: string, number: number): string {
  return `${holdId}:${number}`;
}

function heldBy(parts: readonly Part[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}

function storageHold(options: StorageQuotaOptions, owner: Owner): StorageHold {
  const { store, balances, holdMs = HOLD_MS, stepBytes = STEP_BYTES, clock = Date.now } = options;
  const { parts } = owner;

  async function grow(totalBytes: number): Promise<void> {
    const missing = totalBytes - heldBy(parts);
    // In steps, so that not every chunk costs a transaction.
    if (missing > 0) parts.push(await holdBytes(options, owner, totalBytes, Math.max(missing, stepBytes)));
  }

  return {
    grow,
    async commit(sql, amount = heldBy(parts)) {
      const all = [...parts];
      const missing = amount - heldBy(parts);
      if (missing > 0) all.push(await reservePart(options, sql, owner, [missing], amount));
      let rest = amount;
      for (const { id, bytes } of all) {
        const done = await balances.commit(sql, { id, amount: Math.min(rest, bytes) });
        rest -= Math.min(rest, bytes);
        if (done.status === "written_off") throw raise(options.full, await factsOf(options, sql, owner, amount));
        if (done.status !== "committed") throw new Error(`storage hold ${id} cannot be counted: ${done.status}.`);
      }
    },
    release: () =>
      store.transaction(async (sql) => {
        let isCharged = false;
        for (const { id } of parts)
          isCharged = (await balances.release(sql, id)).status === "already_posted" || isCharged;
        return isCharged ? "charged" : "returned";
      }, brief),
    renew: () =>
      store.transaction(async (sql) => {
        for (const { id } of parts) await balances.renew(sql, id, clock() + holdMs);
      }, brief),
  };
}

/** Holds what is missing to a total. @param wished what is held rather, where it fits */
function holdBytes(options: StorageQuotaOptions, owner: Owner, totalBytes: number, wished = 0): Promise<Part> {
  const missing = totalBytes - heldBy(owner.parts);
  const choices = wished > missing ? [wished, missing] : [missing];
  return options.store.transaction((sql) => reservePart(options, sql, owner, choices, totalBytes), brief);
}

/** Holds the first choice that fits: near the end of the quota only what is missing, not a whole step. */
async function reservePart(
  options: StorageQuotaOptions,
  sql: TransactionSql,
  owner: Owner,
  choices: readonly number[],
  totalBytes: number,
): Promise<Part> {
  const { balances, holdMs = HOLD_MS, clock = Date.now } = options;
  const { account, holdId, parts } = owner;
  const id = partId(holdId, parts.length + 1);
  for (const bytes of choices) {
    const { status } = await balances.reserve(sql, { id, account, amount: bytes, expiresAt: clock() + holdMs });
    if (status === "reserved") return { id, bytes };
    if (status !== "insufficient") throw new Error(`storage hold "${holdId}" was used before: ${status}.`);
  }
  throw raise(options.full, await factsOf(options, sql, owner, totalBytes), { note: `storage of account ${account}` });
}

/** What the upload itself holds is part of what it requires, and not counted twice. */
async function factsOf(
  options: StorageQuotaOptions,
  sql: TransactionSql,
  { account, parts }: Owner,
  requiredBytes: number,
): Promise<StorageDetails> {
  const { quotaBytes, usedBytes, reservedBytes } = await usage(options, sql, account);
  return { quotaBytes, usedBytes, requiredBytes, reservedBytes: Math.max(0, reservedBytes - heldBy(parts)) };
}

async function usage({ balances }: StorageQuotaOptions, sql: Sql, account: string): Promise<StorageUsage> {
  const { capacity, used, reserved, available } = await balances.read(sql, account);
  return { quotaBytes: capacity ?? 0, usedBytes: used, reservedBytes: reserved, availableBytes: available };
}
