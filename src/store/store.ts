/** A value that can be bound to a statement. Times are epoch milliseconds, booleans 0 or 1, JSON is text. */
export type SqlValue = string | number | null;

/**
 * Runs one SQL statement, written as a tagged template whose values become bound parameters.
 * The text must lie in the common subset of SQLite and PostgreSQL (`RETURNING` and `ON CONFLICT` do).
 *
 * @returns the rows of the answer; an empty list where there are none
 */
export type Sql = <Row extends object = Record<string, SqlValue>>(
  text: TemplateStringsArray,
  ...values: readonly SqlValue[]
) => Promise<Row[]>;

/** Names one component's tables and how they came to be; step n takes the tables from version n to n + 1. */
export interface Migrations {
  /** Component whose tables these are: `balances`, `keys`, `imaging`. */
  readonly component: string;
  /** Statements of each step, oldest first. A step that was ever released is never edited. */
  readonly steps: readonly (readonly string[])[];
}

/** Keeps what must survive a crash: one SQL engine behind two verbs. */
export interface Store {
  readonly engine: "sqlite" | "postgres";
  /** Runs one statement on its own, durable when its promise resolves. */
  readonly sql: Sql;
  /** Runs `work` in one transaction: all of its statements or, when it throws, none. Use the `sql` that it is handed. */
  transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result>;
  /** Ends every connection and gives up the lock; statements under way finish first. */
  close(): Promise<void>;
}
