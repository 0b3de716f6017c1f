import type { Engine, Sql, SqlValue, TransactionSql } from "./store.ts";
import { StoreError } from "./store-error.ts";

/** Holds the `sql` that one transaction's callback is handed, and what became of its statements. */
export interface TransactionStatements {
  readonly sql: TransactionSql;
  /** Ends the life of `sql`: a statement that comes later is refused, since it would run outside of the transaction. */
  seal(): void;
  /** Rethrows the first statement's failure, even when the callback caught it: PostgreSQL has given up by then. */
  rethrow(): void;
}

/** Makes the `sql` of one transaction over an engine's way of running a statement. */
export function transactionStatements(
  engine: Engine,
  run: (text: TemplateStringsArray, values: readonly SqlValue[]) => Promise<object[]> | object[],
): TransactionStatements {
  let isOpen = true;
  let failure: { readonly error: unknown } | undefined;

  async function statement(text: TemplateStringsArray, ...values: readonly SqlValue[]): Promise<object[]> {
    if (!isOpen) throw finished();
    try {
      return await run(text, values);
    } catch (error) {
      failure ??= { error };
      throw error;
    }
  }

  return {
    sql: Object.assign(statement as Sql, { engine, isTransaction: true } as const),
    seal() {
      isOpen = false;
    },
    rethrow() {
      if (failure !== undefined) throw failure.error;
    },
  };
}

function finished(): StoreError {
  return new StoreError(
    "STORE_NO_TRANSACTION",
    "a statement came after its transaction had ended. Await every statement before the callback returns.",
  );
}
