import { randomUUID } from "node:crypto";
import { maxTimerMs, type OptionTypes, requireInteger, requireOptions } from "../../contract/faults/options.ts";
import { type Refusal, raise } from "../../contract/index.ts";
import type {
  Balances,
  Insufficient,
  ReserveResult,
  Store,
  TransactionOptions,
  TransactionSql,
} from "../../store/index.ts";
import { type Reservation, withReservation } from "./with-reservation.ts";

/** Details of an insufficient balance. Amounts are integers in the ledger's unit. */
export interface InsufficientDetails {
  /** Amount that the charge needs. */
  readonly required: number;
  /** Amount that the account can spend now, without what is reserved for running work. */
  readonly current: number;
  /** Same as `current`. */
  readonly available: number;
  /** Amount that is missing: `required - available`, 1 or more. */
  readonly shortfall: number;
  /** Amount reserved for running work. */
  readonly reserved: number;
  /** Remaining amount of each grant, in the order in which they are spent. */
  readonly breakdown: {
    /** Origin of the grant: `plan`, `promo`, `purchase`. */
    source: string;
    /** Amount that is left of the grant. */
    remaining: number;
    /** Expiry as an ISO 8601 time; null for never. */
    expiresAt: string | null;
  }[];
}

/** Details of a charge whose idempotency key was used before. */
export interface DuplicateDetails {
  /** Key of both charges. */
  readonly idempotencyKey: string;
  /** `in_progress`: the first charge is running; `charged`: it succeeded; `different`: it had another amount; `lapsed`: it took too long. */
  readonly state: "in_progress" | "charged" | "different" | "lapsed";
}

/** A request to charge an account. */
export interface ChargeRequest {
  /** Name of the account in the ledger. */
  readonly account: string;
  /** Integer from 0 to 2^53 - 1, in the ledger's unit. */
  readonly amount: number;
  /** Identifies the operation within its account; it is charged once. @default a random key */
  readonly idempotencyKey?: string | undefined;
  /** Refusal for this operation, for example with details of its price. @default the guard's `insufficient` */
  readonly insufficient?: Refusal<InsufficientDetails> | undefined;
}

/** Credits that are reserved for an operation. */
export interface CreditReservation extends Reservation {
  /** Id of the reservation in the ledger. */
  readonly id: string;
  /** Name of the account in the ledger. */
  readonly account: string;
  /** Reserved amount, in the ledger's unit. */
  readonly amount: number;
}

/** An event that needs attention. */
export interface CreditEvent {
  /** `release-failed`: the credits stay reserved until the reservation expires. */
  readonly kind: "release-failed";
  /** Name of the account in the ledger. */
  readonly account: string;
  /** Error of the store. */
  readonly error: unknown;
}

/** Options of {@link credits}. */
export interface CreditsOptions {
  /** Store that holds the ledger. */
  readonly store: Store;
  /** The ledger; see `balances` in `errata/store`. */
  readonly balances: Balances;
  /** Refusal for an insufficient balance. */
  readonly insufficient: Refusal<InsufficientDetails>;
  /** Refusal for an idempotency key that was used before. @default an Error, which the boundary reports as internal */
  readonly duplicate?: Refusal<DuplicateDetails> | undefined;
  /** How long a reservation lasts without a renewal, in milliseconds; longer than any transaction. @default 120_000 */
  readonly reservationMs?: number | undefined;
  /** Returns the current time in epoch milliseconds. @default Date.now */
  readonly clock?: (() => number) | undefined;
  /** Called for events that need attention; must not throw. @default none */
  readonly observe?: ((event: CreditEvent) => void) | undefined;
}

/** Charges credits for work that succeeds. If the store is down, it throws the store's error, never `insufficient`. */
export interface CreditsGuard {
  /** Reserves credits. @throws insufficient or duplicate */
  reserve(request: ChargeRequest): Promise<CreditReservation>;
  /**
   * Reserves credits, then runs `effect` and charges in one transaction. Any failure returns the credits.
   *
   * @throws insufficient before `effect` starts, and any error of `effect`
   */
  charge<Result>(request: ChargeRequest, effect: (sql: TransactionSql) => Promise<Result>): Promise<Result>;
  /** Like `charge`, for work with a slow part outside the database, which can cost less than was reserved. */
  chargeFor<Prepared, Result>(request: ChargeRequest, work: PreparedWork<Prepared, Result>): Promise<Result>;
  /** Charges at once, in one statement on PostgreSQL. @throws insufficient or duplicate */
  debit(request: ChargeRequest): Promise<void>;
  /**
   * Charges and runs `effect` in one transaction without a reservation, for work that only needs SQL.
   *
   * @param options set `sqlOnly` if `effect` awaits nothing but its own statements
   * @throws insufficient before `effect` starts, and any error of `effect`
   */
  debit<Result>(
    request: ChargeRequest,
    effect: (sql: TransactionSql) => Promise<Result>,
    options?: TransactionOptions,
  ): Promise<Result>;
}

/** Work with a slow part. */
export interface PreparedWork<Prepared, Result> {
  /** Does the slow part outside any transaction. The reservation is renewed while it runs. */
  readonly prepare: (reservation: CreditReservation) => Promise<Prepared>;
  /** Applies the effects in the transaction of the charge. */
  readonly effect: (sql: TransactionSql, prepared: Prepared) => Promise<Result>;
  /** Whether `effect` awaits nothing but its own statements. @default false */
  readonly sqlOnly?: boolean | undefined;
  /** Returns the actual cost, at most the reserved amount. @default the reserved amount */
  readonly cost?: ((prepared: Prepared) => number) | undefined;
}

/** The ledger's own operations await nothing but their statements. */
const sqlOnly: TransactionOptions = { sqlOnly: true };
const MAX_ATTEMPTS = 100;
const RESERVATION_MS = 120_000;

const optionTypes: OptionTypes<CreditsOptions> = {
  store: "object",
  balances: "object",
  insufficient: "function",
  duplicate: "function",
  reservationMs: "checked",
  clock: "function",
  observe: "function",
};

/**
 * Creates a guard that charges credits for work.
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { credits } from "errata/guards";
 * import { balanceMigrations, balances } from "errata/store";
 * import { openSqlite } from "errata/store/sqlite";
 *
 * const { error } = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { NO_CREDITS: { kind: "insufficient_credits", when: "The balance is too low.", message: "Buy credits." } },
 * });
 * const store = await openSqlite({ path: ":memory:", migrations: [balanceMigrations] });
 * const guard = credits({ store, balances: balances(), insufficient: error.NO_CREDITS });
 * const render = async () => "report.pdf";
 * await guard.chargeFor(
 *   { account: "acme", amount: 10 },
 *   { prepare: render, effect: (sql, file) => sql`INSERT INTO reports (file) VALUES (${file})` },
 * );
 * ```
 */
export function credits(options: CreditsOptions): CreditsGuard {
  requireOptions("credits", options, optionTypes, ["store", "balances", "insufficient"]);
  const { store, reservationMs = RESERVATION_MS, observe = () => undefined } = options;
  requireInteger("credits: reservationMs", reservationMs, 1, maxTimerMs);
  const guard: CreditsGuard = {
    reserve: (request) => reserve(options, request),
    charge: (request, effect) => guard.chargeFor(request, { prepare: async () => undefined, effect }),
    async chargeFor(request, { prepare, effect, sqlOnly, cost }) {
      const reservation = await reserve(options, request);
      return await withReservation({
        store,
        reservation,
        renewEveryMs: reservationMs / 3,
        prepare: () => prepare(reservation),
        effect,
        transaction: { sqlOnly },
        cost: (prepared) => cost?.(prepared),
        onReleaseFailed: (error) => observe({ kind: "release-failed", account: request.account, error }),
      });
    },
    async debit<Result>(
      request: ChargeRequest,
      effect?: (sql: TransactionSql) => Promise<Result>,
      transaction?: TransactionOptions,
    ): Promise<Result | undefined> {
      const keyed = { ...request, idempotencyKey: request.idempotencyKey ?? randomUUID() };
      if (effect === undefined) return void (await debit(options, store, keyed));
      return await store.transaction(async (sql) => {
        await debit(options, sql, keyed);
        return await effect(sql);
      }, transaction);
    },
  };
  return guard;
}

async function debit(
  options: CreditsOptions,
  on: TransactionSql | Store,
  request: ChargeRequest & { readonly idempotencyKey: string },
): Promise<void> {
  const { account, amount, idempotencyKey } = request;
  const debited = await options.balances.debit(on, { id: idOf(account, idempotencyKey), account, amount });
  if (debited.status === "insufficient") throw insufficient(options, request, debited);
  if (debited.status === "conflict") throw duplicate(options, idempotencyKey, "different");
  if (debited.isRepeat) throw duplicate(options, idempotencyKey, "charged");
}

/**
 * Reserves the amount under the operation's first id that no earlier attempt used: a failed attempt was released, and
 * must not block the next one.
 */
async function reserve(options: CreditsOptions, request: ChargeRequest): Promise<CreditReservation> {
  const { store, balances, reservationMs = RESERVATION_MS, clock = Date.now } = options;
  const { account, amount, idempotencyKey: key = randomUUID() } = request;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const id = idOf(account, key, attempt);
    const reserved = await balances.reserve(store, { id, account, amount, expiresAt: clock() + reservationMs });
    if (reserved.status === "insufficient") throw insufficient(options, request, reserved);
    if (reserved.status === "reserved" && !reserved.isRepeat) return creditReservation(options, request, id);
    const state = duplicateState(reserved);
    if (state !== undefined) throw duplicate(options, key, state);
  }
  throw new Error(`an operation of account "${account}" failed ${MAX_ATTEMPTS} times with the same idempotency key.`);
}

/** Converts the state of an earlier attempt; undefined if it failed without an effect. */
function duplicateState({ status }: ReserveResult): DuplicateDetails["state"] | undefined {
  if (status === "conflict") return "different";
  if (status === "already_posted") return "charged";
  return status === "reserved" ? "in_progress" : undefined;
}

function creditReservation(options: CreditsOptions, request: ChargeRequest, id: string): CreditReservation {
  const { store, balances, reservationMs = RESERVATION_MS, clock = Date.now } = options;
  const { account, amount, idempotencyKey } = request;
  return {
    id,
    account,
    amount,
    async commit(sql, cost) {
      const committed = await balances.commit(sql, { id, amount: cost });
      if (committed.status === "written_off") {
        const { available, reserved, breakdown } = await balances.read(sql, account);
        const shortage = { status: "insufficient", required: amount, available, reserved, breakdown } as const;
        throw insufficient(options, request, shortage);
      }
      if (committed.status !== "committed") {
        throw new Error(`credit reservation ${id} cannot be charged: ${committed.status}.`);
      }
      // A second attempt with the same key can have started after this one expired; only one of them may charge.
      if (committed.isLate && idempotencyKey !== undefined) throw duplicate(options, idempotencyKey, "lapsed");
    },
    async release() {
      const { status } = await store.transaction((sql) => balances.release(sql, id), sqlOnly);
      return status === "already_posted" ? "charged" : "returned";
    },
    async renew() {
      await store.transaction((sql) => balances.renew(sql, id, clock() + reservationMs), sqlOnly);
    },
  };
}

function insufficient(options: CreditsOptions, request: ChargeRequest, result: Insufficient): Error {
  const { required, available, reserved } = result;
  const breakdown = result.breakdown.map(({ source, remaining, expiresAt }) => {
    return { source, remaining, expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString() };
  });
  const shortfall = Math.max(0, required - available);
  const details = { required, current: available, available, shortfall, reserved, breakdown };
  return raise(request.insufficient ?? options.insufficient, details, { note: `account ${request.account}` });
}

function duplicate({ duplicate: refusal }: CreditsOptions, key: string, state: DuplicateDetails["state"]): Error {
  if (refusal !== undefined) return raise(refusal, { idempotencyKey: key, state });
  return new Error(`credits: key "${key.slice(0, 80)}" was used before (${state}). Set \`duplicate\` to a refusal.`);
}

/** Joins the parts unambiguously, because all accounts share the ledger's ids. */
function idOf(account: string, key: string, attempt = 1): string {
  return `${attempt}:${account.length}:${account}:${key}`;
}
