import type { TransactionSql } from "../store.ts";
import { type Account, lockAccount, openAccount, usedCapacity } from "./account.ts";
import { accountUpdate, applyUpdate, insertEntry, returnAllocations } from "./account-update.ts";
import { findEntry, insertGrant } from "./grant.ts";
import { checkAmount, checkTransaction, type Ledger } from "./ledger.ts";
import type { Conflict } from "./reserve.ts";

/** The result of a change of capacity. `conflict`: the account has grants. */
export type CapacityResult =
  | {
      /** The capacity was set. */
      readonly status: "set";
      /** The new capacity, in the ledger's unit. */
      readonly capacity: number;
      /** Used amount. It exceeds the capacity after a reduction. */
      readonly used: number;
      /** Amount that can still be used, 0 or more. */
      readonly available: number;
    }
  | Conflict;

/** A request to free used capacity, as when a stored file is deleted. */
export interface FreeRequest {
  /** Id of the operation. The same id is freed once. */
  readonly id: string;
  /** Name of the account. */
  readonly account: string;
  /** Integer from 0 to 2^53 - 1, in the ledger's unit. */
  readonly amount: number;
}

/** The result of a request to free. */
export type FreeResult =
  | {
      /** The amount was freed. */
      readonly status: "freed";
      /** Freed amount. */
      readonly amount: number;
      /** Whether an earlier request with the same id did it already. */
      readonly isRepeat: boolean;
    }
  | {
      /** The request would free more than is used; nothing was written. */
      readonly status: "exceeds";
      /** Used amount. */
      readonly used: number;
    }
  | Conflict
  | {
      /** The account does not exist, or has no capacity. */
      readonly status: "unknown";
    };

/** Id of the only grant of an account with a capacity; it never expires. */
const CAPACITY = "capacity";

/** Sets the capacity of an account. A capacity below the used amount blocks growth until enough is freed. */
export async function setCapacity(
  ledger: Ledger,
  sql: TransactionSql,
  name: string,
  capacity: number,
): Promise<CapacityResult> {
  checkTransaction(sql);
  checkAmount("capacity", capacity);
  const account = await openAccount(ledger, sql, name);
  if (await hasGrants(ledger, sql, account)) return { status: "conflict" };
  const before = account.capacity ?? 0;
  const used = usedCapacity(account);
  const available = Math.max(0, capacity - used - account.reserved);
  const owed = Math.max(0, used + account.reserved - capacity);
  if (account.capacity === null) {
    const row = { id: CAPACITY, source: CAPACITY, priority: 0, amount: capacity, expiresAt: null };
    await insertGrant(ledger, sql, name, row);
  } else {
    await sql`
      UPDATE errata_grants SET amount = ${capacity}, remaining = ${available}
      WHERE unit = ${ledger.unit} AND account = ${name} AND id = ${CAPACITY}`;
  }
  await sql`
    UPDATE errata_accounts SET capacity = ${capacity}, available = ${available}, owed = ${owed}
    WHERE unit = ${ledger.unit} AND account = ${name}`;
  if (capacity !== before) {
    const entry = { kind: "capacity", delta: capacity - before, idem: `capacity:${crypto.randomUUID()}` } as const;
    await insertEntry(sql, ledger.unit, name, entry, ledger.clock());
  }
  return { status: "set", capacity, used, available };
}

/** Frees used capacity, once. An amount used beyond a lowered capacity is paid off first. */
export async function free(ledger: Ledger, sql: TransactionSql, request: FreeRequest): Promise<FreeResult> {
  const { id, account: name, amount } = request;
  checkTransaction(sql);
  checkAmount("amount", amount);
  const account = await lockAccount(ledger, sql, name);
  if (account === undefined) return { status: "unknown" };
  const idem = `free:${id}`;
  const existing = await findEntry(ledger, sql, idem);
  if (existing !== undefined) {
    if (existing.account !== name || existing.delta !== amount) return { status: "conflict" };
    return { status: "freed", amount, isRepeat: true };
  }
  if (account.capacity === null) return { status: "conflict" };
  const used = usedCapacity(account);
  if (amount > used) return { status: "exceeds", used };
  const now = ledger.clock();
  const isNew = await insertEntry(sql, ledger.unit, name, { kind: "freed", delta: amount, idem }, now);
  if (!isNew) return { status: "conflict" };
  const update = accountUpdate();
  returnAllocations(update, [{ grant: CAPACITY, amount, expiresAt: null }], account.owed, now, idem);
  await applyUpdate(sql, ledger.unit, name, update, now);
  return { status: "freed", amount, isRepeat: false };
}

async function hasGrants(ledger: Ledger, sql: TransactionSql, account: Account): Promise<boolean> {
  if (account.capacity !== null) return false;
  const rows = await sql`
    SELECT 1 AS x FROM errata_grants WHERE unit = ${ledger.unit} AND account = ${account.name} LIMIT 1`;
  return rows.length > 0;
}
