import { randomUUID } from "node:crypto";
import { type Refusal, raise } from "../contract/index.ts";
import type {
  Balances,
  Insufficient,
  ReserveResult,
  Store,
  TransactionOptions,
  TransactionSql,
} from "../store/index.ts";
import { doHeldWork, type Hold } from "./held-work.ts";

/** Facts of a balance that is too low. Amounts are whole numbers of the ledger's unit. */
export interface InsufficientDetails {
  readonly required: number;
  /** What the account can spend now; what is held for running work does not count. */
  readonly current: number;
  /** The same as `current`. */
  readonly available: number;
  readonly shortfall: number;
  /** Held for work that is still running. */
  readonly reserved: number;
  /** What remains of each grant, in the order in which they are spent. */
  readonly breakdown: { source: string; remaining: number; expiresAt: string | null }[];
}

/** Facts of a charge that was made under the same key before. */
export interface DuplicateDetails {
  readonly idempotencyKey: string;
  /** `in_progress`: the first one still runs; `charged`: it succeeded; `different`: it had another amount; `lapsed`: it took too long. */
  readonly state: "in_progress" | "charged" | "different" | "lapsed";
}

/** What is to be charged, to whom. */
export interface ChargeRequest {
  readonly account: string;
  /** Whole number, 0 or more. */
  readonly amount: number;
  /** Names the operation within its account, so that it is charged once however often it is sent. @default a random one */
  readonly idempotencyKey?: string;
  /** Overrides the guard's own refusal, where this operation has more to say about its price. */
  readonly insufficient?: Refusal<InsufficientDetails>;
}

/** Credits that are held for an operation. */
export interface CreditHold extends Hold {
  readonly id: string;
  readonly account: string;
  readonly amount: number;
}

/** What happened to a charge that somebody should hear of. */
export interface CreditEvent {
  readonly kind: "release-failed";
  readonly account: string;
  readonly error: unknown;
}

/** The ledger and the codes for what it refuses. */
export interface CreditsOptions {
  readonly store: Store;
  readonly balances: Balances;
  readonly insufficient: Refusal<InsufficientDetails>;
  /** @default an Error, which a boundary answers as internal */
  readonly duplicate?: Refusal<DuplicateDetails>;
  /** How long credits are held without a sign of life, in milliseconds: longer than any transaction. @default 120_000 */
  readonly holdMs?: number;
  /** Current time in epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
  readonly observe?: (event: CreditEvent) => void;
}

/** Charges credits for work, and never for work that failed. A store that is down throws its own error, never `insufficient`. */
export interface CreditsGuard {
  /** Holds credits. @throws insufficient, or duplicate */
  reserve(request: ChargeRequest): Promise<CreditHold>;
  /**
   * Holds credits, does the effects and charges in one transaction, and returns the credits when anything fails.
   *
   * @throws insufficient before `effect` began; whatever `effect` throws
   */
  charge<Result>(request: ChargeRequest, effect: (sql: TransactionSql) => Promise<Result>): Promise<Result>;
  /** As `charge`, for work with a slow part outside of the database, which may turn out cheaper than what was held. */
  chargeFor<Prepared, Result>(request: ChargeRequest, work: PreparedWork<Prepared, Result>): Promise<Result>;
  /**
   * Charges and does the effects in a single transaction, for work that is nothing but SQL: nothing is ever held.
   *
   * @param options `sqlOnly` where `effect` awaits nothing but its own statements
   * @throws insufficient before `effect` began; whatever `effect` throws
   */
  debit<Result>(
    request: ChargeRequest,
    effect: (sql: TransactionSql) => Promise<Result>,
    options?: TransactionOptions,
  ): Promise<Result>;
}

/** Work with a slow part. */
export interface PreparedWork<Prepared, Result> {
  /** Does the slow part, outside of any transaction; the hold is renewed meanwhile. */
  readonly prepare: (hold: CreditHold) => Promise<Prepared>;
  readonly effect: (sql: TransactionSql, prepared: Prepared) => Promise<Result>;
  /** Says that `effect` awaits nothing but its own statements. @default false */
  readonly sqlOnly?: boolean;
  /** What the work really cost; at most what was held. @default what was held */
  readonly cost?: (prepared: Prepared) => number;
}

/** The ledger's own operations await nothing but their statements. */
const brief: TransactionOptions = { sqlOnly: true };
const MAX_ATTEMPTS = 100;
const HOLD_MS = 120_000;

/** Makes the guard of one ledger. */
export function credits(options: CreditsOptions): CreditsGuard {
  const { store, balances, holdMs = HOLD_MS, observe = () => undefined } = options;
  const guard: CreditsGuard = {
    reserve: (request) => reserve(options, request),
    charge: (request, effect) => guard.chargeFor(request, { prepare: async () => undefined, effect }),
    async chargeFor(request, { prepare, effect, sqlOnly = false, cost }) {
      const hold = await reserve(options, request);
      return await doHeldWork({
        store,
        hold,
        renewEveryMs: holdMs / 3,
        prepare: () => prepare(hold),
        effect,
        transaction: { sqlOnly },
        cost: (prepared) => cost?.(prepared),
        onReleaseFailed: (error) => observe({ kind: "release-failed", account: request.account, error }),
      });
    },
    debit: (request, effect, transaction) =>
      store.transaction(async (sql) => {
        const { account, amount, idempotencyKey = randomUUID() } = request;
        const taken = await balances.debit(sql, { id: idOf(account, idempotencyKey), account, amount });
        if (taken.status === "insufficient") throw insufficient(options, request, taken);
        if (taken.status === "conflict") throw duplicate(options, idempotencyKey, "different");
        if (taken.isRepeat) throw duplicate(options, idempotencyKey, "charged");
        return await effect(sql);
      }, transaction),
  };
  return guard;
}

/**
 * Holds the amount under the first id of the operation that no earlier attempt has used up: an attempt that failed is
 * released, and must not stand in the way of the next.
 */
async function reserve(options: CreditsOptions, request: ChargeRequest): Promise<CreditHold> {
  const { store, balances, holdMs = HOLD_MS, clock = Date.now } = options;
  const { account, amount, idempotencyKey: key = randomUUID() } = request;
  return await store.transaction(async (sql) => {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const id = idOf(account, key, attempt);
      const taken = await balances.reserve(sql, { id, account, amount, expiresAt: clock() + holdMs });
      if (taken.status === "insufficient") throw insufficient(options, request, taken);
      if (taken.status === "reserved" && !taken.isRepeat) return creditHold(options, request, id);
      const state = stateOf(taken);
      if (state !== undefined) throw duplicate(options, key, state);
    }
    throw new Error(`an operation of account "${account}" failed ${MAX_ATTEMPTS} times under one idempotency key.`);
  }, brief);
}

/** Says what an earlier attempt means for this one; undefined when it failed and left nothing. */
function stateOf({ status }: ReserveResult): DuplicateDetails["state"] | undefined {
  if (status === "conflict") return "different";
  if (status === "already_posted") return "charged";
  return status === "reserved" ? "in_progress" : undefined;
}

function creditHold(options: CreditsOptions, request: ChargeRequest, id: string): CreditHold {
  const { store, balances, holdMs = HOLD_MS, clock = Date.now } = options;
  const { account, amount, idempotencyKey } = request;
  return {
    id,
    account,
    amount,
    async commit(sql, cost) {
      const done = await balances.commit(sql, cost === undefined ? { id } : { id, amount: cost });
      if (done.status === "written_off") throw insufficient(options, request, await shortage(options, request, sql));
      if (done.status !== "committed") throw new Error(`credit hold ${id} cannot be charged: ${done.status}.`);
      // A second attempt under the same key may have begun when this one's hold lapsed; only one of them may charge.
      if (done.isLate && idempotencyKey !== undefined) throw duplicate(options, idempotencyKey, "lapsed");
    },
    async release() {
      const { status } = await store.transaction((sql) => balances.release(sql, id), brief);
      return status === "already_posted" ? "charged" : "returned";
    },
    async renew() {
      await store.transaction((sql) => balances.renew(sql, id, clock() + holdMs), brief);
    },
  };
}

async function shortage(
  { balances }: CreditsOptions,
  { account, amount }: ChargeRequest,
  sql: TransactionSql,
): Promise<Insufficient> {
  const { available, reserved, breakdown } = await balances.read(sql, account);
  return { status: "insufficient", required: amount, available, reserved, breakdown };
}

function insufficient(options: CreditsOptions, request: ChargeRequest, found: Insufficient): Error {
  const { required, available, reserved } = found;
  const breakdown = found.breakdown.map(({ source, remaining, expiresAt }) => {
    return { source, remaining, expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString() };
  });
  const shortfall = Math.max(0, required - available);
  const facts = { required, current: available, available, shortfall, reserved, breakdown };
  return raise(request.insufficient ?? options.insufficient, facts, { note: `account ${request.account}` });
}

function duplicate({ duplicate: status }: CreditsOptions, key: string, state: DuplicateDetails["state"]): Error {
  if (status !== undefined) return raise(status, { idempotencyKey: key, state });
  return new Error(`credits: key "${key.slice(0, 80)}" was used before (${state}). Give \`duplicate\` a code.`);
}

/** Joins its parts so that no two operations give one id; the ledger's ids are shared by all accounts. */
function idOf(account: string, key: string, attempt = 1): string {
  return `${attempt}:${account.length}:${account}:${key}`;
}
