import type { TransactionSql } from "../store.ts";
import { type Account, lockAccount, openAccount } from "./account.ts";
import { checkAmount, checkTransaction } from "./check.ts";
import { findEntry, insertGrant } from "./grant.ts";
import type { Ledger } from "./ledger.ts";
import { movement, record, returnShares, write } from "./movement.ts";
import { usedOf } from "./read.ts";
import type { Conflict } from "./reserve.ts";

/** Says what became of a change of capacity. `conflict`: the account lives on grants. */
export type CapacityResult =
  | { readonly outcome: "set"; readonly capacity: number; readonly used: number; readonly available: number }
  | Conflict;

/** Asks for used capacity to be given back, as when a stored file is deleted. */
export interface FreeRequest {
  /** Key of the operation; the same id again frees nothing more. */
  readonly id: string;
  readonly account: string;
  /** Whole number from 0 to 2^53 - 1. */
  readonly amount: number;
}

/** Says what became of a request to free. `exceeds`: more than is in use. */
export type FreeResult =
  | { readonly outcome: "freed"; readonly amount: number; readonly isRepeat: boolean }
  | { readonly outcome: "exceeds"; readonly used: number }
  | Conflict
  | { readonly outcome: "unknown" };

/** Every account with a capacity has this one grant, which never expires. */
const CAPACITY = "capacity";

/** Sets how much an account may hold. Lowered below what is used it blocks growth until enough was freed. */
export async function setCapacity(
  ledger: Ledger,
  sql: TransactionSql,
  name: string,
  capacity: number,
): Promise<CapacityResult> {
  checkTransaction(sql);
  checkAmount("capacity", capacity);
  const account = await openAccount(ledger, sql, name);
  if (await livesOnGrants(ledger, sql, account)) return { outcome: "conflict" };
  const before = account.capacity ?? 0;
  const used = usedOf(account);
  const available = Math.max(0, capacity - used - account.reserved);
  const owed = Math.max(0, used + account.reserved - capacity);
  if (account.capacity === null) {
    await insertGrant(ledger, sql, name, {
      id: CAPACITY,
      source: CAPACITY,
      priority: 0,
      amount: capacity,
      expiresAt: null,
    });
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
    await record(sql, ledger.unit, name, entry, ledger.clock());
  }
  return { outcome: "set", capacity, used, available };
}

/** Gives back used capacity, once. What the account uses beyond a lowered capacity is paid first. */
export async function free(ledger: Ledger, sql: TransactionSql, request: FreeRequest): Promise<FreeResult> {
  const { id, account: name, amount } = request;
  checkTransaction(sql);
  checkAmount("amount", amount);
  const account = await lockAccount(ledger, sql, name);
  if (account === undefined) return { outcome: "unknown" };
  const idem = `free:${id}`;
  const known = await findEntry(ledger, sql, idem);
  if (known !== undefined) {
    if (known.account !== name || known.delta !== amount) return { outcome: "conflict" };
    return { outcome: "freed", amount, isRepeat: true };
  }
  if (account.capacity === null) return { outcome: "conflict" };
  const used = usedOf(account);
  if (amount > used) return { outcome: "exceeds", used };
  const now = ledger.clock();
  if (!(await record(sql, ledger.unit, name, { kind: "freed", delta: amount, idem }, now)))
    return { outcome: "conflict" };
  const change = movement();
  returnShares(change, [{ grant: CAPACITY, amount, expiresAt: null }], account.owed, now, idem);
  await write(sql, ledger.unit, name, change, now);
  return { outcome: "freed", amount, isRepeat: false };
}

async function livesOnGrants(ledger: Ledger, sql: TransactionSql, account: Account): Promise<boolean> {
  if (account.capacity !== null) return false;
  const rows = await sql`
    SELECT 1 AS x FROM errata_grants WHERE unit = ${ledger.unit} AND account = ${account.name} LIMIT 1`;
  return rows.length > 0;
}
