/** A value that can be bound to a statement. Bind times as epoch milliseconds, booleans as 0 or 1, and JSON as text. */
export type SqlValue = string | number | null;

/** Part of an SQL statement with its values, created by `fragment`. */
export interface SqlFragment {
  /** Text before, between and after the values. */
  readonly text: readonly string[];
  /** Values of the part; they become bound parameters like all others. */
  readonly values: readonly SqlValue[];
}

/** A value of a statement: one that is bound, or a part of its text. */
export type SqlInput = SqlValue | SqlFragment;

/** The database behind a {@link Store}. */
export type Engine = "sqlite" | "postgres";

/**
 * Runs one SQL statement, written as a tagged template whose values become bound parameters. A value can also be a
 * `fragment`, a part of the statement. Write statements in the common subset of SQLite and PostgreSQL, which includes
 * `RETURNING`, `ON CONFLICT` and row values.
 *
 * @returns the rows; an empty array if the statement returns none
 * @throws STORE_VALUE_INVALID for a value that cannot be bound, and for an integer beyond 2^53 - 1 in a row
 * @example
 * ```ts
 * import type { Sql } from "errata/store";
 *
 * async function findPlan(sql: Sql, tenant: string) {
 *   const [row] = await sql<{ plan: string }>`SELECT plan FROM tenants WHERE id = ${tenant}`;
 *   return row?.plan;
 * }
 * ```
 */
export interface Sql {
  <Row extends object = Record<string, SqlValue>>(
    text: TemplateStringsArray,
    ...values: readonly SqlInput[]
  ): Promise<Row[]>;
  /** Engine that runs the statements. */
  readonly engine: Engine;
}

/**
 * Runs statements inside one transaction. Operations that move money require this type, so passing `store.sql` does not
 * compile. A failed statement rolls the transaction back on every engine, even if its error was caught: write
 * `ON CONFLICT DO NOTHING` where a duplicate is expected.
 */
export interface TransactionSql extends Sql {
  /** Distinguishes a transaction from `store.sql` for the compiler. */
  readonly isTransaction: true;
}

/** The tables of one component. Step n upgrades them from version n to n + 1. */
export interface Migrations {
  /** Name of the component, unique within a store: `balances`, `keys`, `imaging`. */
  readonly component: string;
  /**
   * Statements of each step, oldest first. Never edit a step that was released. A statement that the engines write
   * differently, such as a trigger, has one text for each.
   */
  readonly steps: readonly (readonly (string | Readonly<Record<Engine, string>>)[])[];
}

/** How to run a transaction. */
export interface TransactionOptions {
  /**
   * Whether the callback awaits nothing but its own statements. The embedded store then commits many such transactions
   * with one sync of the disk, several times faster under load. Each still commits or rolls back on its own, and
   * resolves once it is durable. PostgreSQL ignores this option.
   *
   * @default false
   */
  readonly sqlOnly?: boolean | undefined;
}

/** A change that a process has committed. */
export interface StoreChange {
  /** An API key, or the account of a tenant. */
  readonly kind: "key" | "tenant";
  /** Hash of the key, or id of the tenant. */
  readonly id: string;
}

/** The connections of a store, for metrics. */
export interface PoolCounts {
  /** Connections in use. */
  readonly busy: number;
  /** Connections that are open and not in use. */
  readonly idle: number;
  /** Calls that wait for a connection. */
  readonly waiting: number;
}

/** Persists data that must survive a crash, in one SQL database. */
export interface Store {
  /** Engine that the store runs on. */
  readonly engine: Engine;
  /**
   * Runs one statement outside a transaction. It is durable when the promise resolves.
   *
   * @throws STORE_IN_TRANSACTION when called inside the callback of `transaction`
   */
  readonly sql: Sql;
  /**
   * Runs `work` in a transaction, which rolls back if `work` throws. Use the `sql` passed to `work`. PostgreSQL runs
   * `work` again after a serialization failure or a deadlock, so it must have no side effects outside `sql`.
   *
   * @throws STORE_IN_TRANSACTION when called inside the callback of another transaction of this store
   * @throws STORE_NOT_SQL_ONLY when `work` awaits something else although `sqlOnly` is set; the transaction is rolled back
   * @example
   * ```ts
   * import { balanceMigrations, balances } from "errata/store";
   * import { openSqlite } from "errata/store/sqlite";
   *
   * const store = await openSqlite({ path: ":memory:", migrations: [balanceMigrations] });
   * const credits = balances();
   * await store.transaction(async (sql) => {
   *   await credits.debit(sql, { id: "order-1", account: "acme", amount: 10 });
   *   await sql`INSERT INTO orders (id) VALUES (${"order-1"})`;
   * });
   * ```
   */
  transaction<Result>(work: (sql: TransactionSql) => Promise<Result>, options?: TransactionOptions): Promise<Result>;
  /**
   * Counts the connections to PostgreSQL. The embedded store has none.
   *
   * @default undefined
   */
  readonly pool?: (() => PoolCounts) | undefined;
  /**
   * Removes from the files of the embedded store what deleted and changed rows have left there. Call it from a timer, or
   * after personal data was deleted. PostgreSQL reuses the space of deleted rows when it vacuums, so it does nothing there.
   */
  eraseDeleted(): Promise<void>;
  /**
   * Calls a function for each change of rows that {@link reportChanges} names, within a second of the commit, whichever process made it.
   * PostgreSQL only: the embedded store has one process, which knows its changes. Changes are lost while the connection to
   * PostgreSQL is, so caches also need a lifetime.
   *
   * @param listener must not throw
   */
  onChange(listener: (change: StoreChange) => void): void;
  /** Waits for running statements, then closes every connection and releases the lock on the file. */
  close(): Promise<void>;
}
