/** A value that can be bound to a statement. Times are epoch milliseconds, booleans 0 or 1, JSON is text. */
export type SqlValue = string | number | null;

/** Names the database behind a {@link Store}. */
export type Engine = "sqlite" | "postgres";

/**
 * Runs one SQL statement, written as a tagged template whose values become bound parameters.
 * The text must lie in the common subset of SQLite and PostgreSQL (`RETURNING` and `ON CONFLICT` do).
 * Integers beyond 2^53 - 1 in an answer are refused, never rounded.
 *
 * @returns the rows of the answer; an empty list where there are none
 */
export interface Sql {
  <Row extends object = Record<string, SqlValue>>(
    text: TemplateStringsArray,
    ...values: readonly SqlValue[]
  ): Promise<Row[]>;
  readonly engine: Engine;
}

/**
 * Runs statements inside one transaction. What moves money asks for this type, so that a lone `store.sql` does not
 * compile there. One failed statement fails the whole transaction on every engine, even when its error was caught:
 * write `ON CONFLICT DO NOTHING` where a duplicate is expected.
 */
export interface TransactionSql extends Sql {
  readonly isTransaction: true;
}

/** Names one component's tables and how they came to be; step n takes the tables from version n to n + 1. */
export interface Migrations {
  /** Component whose tables these are: `balances`, `keys`, `imaging`. */
  readonly component: string;
  /** Statements of each step, oldest first. A step that was ever released is never edited. */
  readonly steps: readonly (readonly string[])[];
}

/** Says how a transaction may be run. */
export interface TransactionOptions {
  /**
   * Says that the callback awaits nothing but its own statements. The embedded store then makes many such transactions
   * durable with one sync of the disk, several times faster under load; each still stands or falls alone, and is
   * answered when it is durable. @default false
   */
  readonly isBrief?: boolean;
}

/** Keeps what must survive a crash: one SQL engine behind two verbs. */
export interface Store {
  readonly engine: Engine;
  /**
   * Runs one statement on its own, durable when its promise resolves.
   *
   * @throws STORE_IN_TRANSACTION when called inside the callback of this store's `transaction`
   */
  readonly sql: Sql;
  /**
   * Runs `work` in one transaction: all of its statements or, when it throws, none. Use the `sql` that it is handed.
   * PostgreSQL may run `work` again after a serialisation failure or a deadlock, so it must have no effect outside `sql`.
   *
   * @throws STORE_IN_TRANSACTION when called inside the callback of this store's `transaction`
   * @throws STORE_NOT_BRIEF when a transaction that was said to be brief awaits something else; it is taken back
   */
  transaction<Result>(work: (sql: TransactionSql) => Promise<Result>, options?: TransactionOptions): Promise<Result>;
  /** Ends every connection and gives up the lock; statements under way finish first. */
  close(): Promise<void>;
}
