import { AsyncLocalStorage } from "node:async_hooks";
import { requireValue } from "./require-options.ts";
import type { Engine, Sql, SqlInput, TransactionSql } from "./store.ts";
import { StoreError } from "./store-error.ts";

/** Detects calls from inside a store's own transaction. */
export interface TransactionScope {
  /** Runs a transaction's callback and marks everything it awaits. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /**
   * Rejects a call that would deadlock on the surrounding transaction or silently run outside it.
   *
   * @throws STORE_IN_TRANSACTION
   */
  rejectInside(method: "sql" | "transaction" | "eraseDeleted"): void;
}

/** Work that outlives its transaction, such as a timer, inherits the mark; `isOpen` tells them apart. */
interface Mark {
  readonly scope: TransactionScope;
  isOpen: boolean;
}

/** The request and the transactions for which code runs. */
interface Origin {
  readonly requestId: string | undefined;
  /** The transactions from inside which it was called, at most one per store. */
  readonly transactions: readonly Mark[];
}

/** All stores share one storage, because Node 20 keeps each one and copies its value to every new promise. */
const origin = new AsyncLocalStorage<Origin>();

/**
 * Runs `work` for a request. Ledger entries that it writes, also in what it awaits, carry the id of the request, so that
 * {@link entriesOfRequest} finds them. Background work that a request has caused can be run for it later.
 *
 * @param requestId id of the request; undefined for work that no request has caused
 * @returns what `work` returns
 * @example
 * ```ts
 * import type { BoundaryEnv } from "errata/hono";
 * import { forRequest } from "errata/store";
 * import type { MiddlewareHandler } from "hono";
 *
 * export const carryRequestId: MiddlewareHandler<BoundaryEnv> = (c, next) =>
 *   forRequest(c.get("errata").requestId, next);
 * ```
 */
export function forRequest<Result>(requestId: string | undefined, work: () => Result): Result {
  requireValue("forRequest: work", work, "function");
  return origin.run({ requestId, transactions: origin.getStore()?.transactions ?? [] }, work);
}

/**
 * Returns the id of the request that the running code works for; undefined outside of {@link forRequest}.
 *
 * @example
 * ```ts
 * import { currentRequestId, type TransactionSql } from "errata/store";
 *
 * export async function addEmail(sql: TransactionSql, to: string): Promise<void> {
 *   await sql`INSERT INTO emails (recipient, request_id) VALUES (${to}, ${currentRequestId() ?? null})`;
 * }
 * ```
 */
export function currentRequestId(): string | undefined {
  return origin.getStore()?.requestId;
}

/** Creates the scope of one store. */
export function transactionScope(): TransactionScope {
  const scope: TransactionScope = {
    async run(work) {
      const mark = { scope, isOpen: true };
      const { requestId, transactions = [] } = origin.getStore() ?? {};
      try {
        return await origin.run(
          { requestId, transactions: [...transactions.filter(({ isOpen }) => isOpen), mark] },
          work,
        );
      } finally {
        mark.isOpen = false;
      }
    },
    rejectInside(method) {
      if (!origin.getStore()?.transactions.some((mark) => mark.scope === scope && mark.isOpen)) return;
      throw new StoreError(
        "STORE_IN_TRANSACTION",
        `store.${method} was called inside the callback of store.transaction, where it would run outside the ` +
          "transaction and wait for it forever. Use the sql that is passed to the callback.",
      );
    },
  };
  return scope;
}

/** The `sql` of one transaction, and the state of its statements. */
export interface TransactionStatements {
  readonly sql: TransactionSql;
  /** Rejects later statements, which would run outside the transaction. */
  close(): void;
  /** Throws the error of the first failed statement, even if the callback caught it: PostgreSQL has aborted by then. */
  rethrow(): void;
}

/** Creates the `sql` of one transaction on top of an engine's way to run a statement. */
export function transactionStatements(
  engine: Engine,
  run: (text: TemplateStringsArray, values: readonly SqlInput[]) => Promise<object[]> | object[],
): TransactionStatements {
  let isOpen = true;
  let failure: { readonly error: unknown } | undefined;

  function fail(error: unknown): never {
    failure ??= { error };
    throw error;
  }

  // Not an async function, because the embedded store has its rows at once, and each more promise delays them.
  function statement(text: TemplateStringsArray, ...values: readonly SqlInput[]): Promise<object[]> {
    if (!isOpen)
      return Promise.reject(
        new StoreError(
          "STORE_NO_TRANSACTION",
          "a statement was sent after its transaction had ended. Await every statement before the callback returns.",
        ),
      );
    try {
      const rows = run(text, values);
      return Array.isArray(rows) ? Promise.resolve(rows) : rows.catch(fail);
    } catch (error) {
      failure ??= { error };
      return Promise.reject(error);
    }
  }

  return {
    sql: Object.assign(statement as Sql, { engine, isTransaction: true } as const),
    close() {
      isOpen = false;
    },
    rethrow() {
      if (failure !== undefined) throw failure.error;
    },
  };
}
