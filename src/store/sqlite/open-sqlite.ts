import { type Semaphore, semaphore } from "../engine/index.ts";
import { type MigrationSession, migrate } from "../migrate.ts";
import { maxTimerMs, type OptionTypes, requireInteger, requireOptions } from "../require-options.ts";
import type { Migrations, Sql, SqlInput, Store, TransactionSql } from "../store.ts";
import { StoreError } from "../store-error.ts";
import { type TransactionScope, transactionScope, transactionStatements } from "../transaction.ts";
import { type Connection, connect } from "./connection.ts";
import { groupCommit } from "./group-commit.ts";

/** Options of {@link openSqlite}. */
export interface SqliteOptions {
  /** Path of the database file. Missing folders are created. `:memory:` keeps the data in memory only. */
  readonly path: string;
  /** Tables of every component that uses this store. */
  readonly migrations: readonly Migrations[];
  /**
   * Whether other processes may open the file at the same time, such as a tool that reads what a service writes. Every
   * access then takes and releases a lock, and a write waits for the writes of others. @default false
   */
  readonly shared?: boolean | undefined;
  /**
   * Receives the error after which every call fails: the file was deleted, replaced, cut off or overwritten, or cannot be read. Stop
   * the process in it. Files are checked every second, unless they are `shared`.
   *
   * @default calls are rejected with STORE_DAMAGED
   */
  readonly onDamage?: ((error: StoreError) => void) | undefined;
  /** Longest wait for a running transaction, in milliseconds, 1 or more. @default 5_000 */
  readonly waitTimeoutMs?: number | undefined;
  /** Returns the current time in epoch milliseconds. @default Date.now */
  readonly clock?: (() => number) | undefined;
}

const optionTypes: OptionTypes<SqliteOptions> = {
  path: "checked",
  migrations: "object",
  shared: "boolean",
  onDamage: "function",
  waitTimeoutMs: "checked",
  clock: "function",
};

/**
 * Opens the embedded store: one SQLite file in WAL mode, synced at every commit and, unless it is `shared`, owned by one process. The operating
 * system releases the file when the process dies. Do not open and close the same file by other means in that process,
 * for example to copy it: POSIX drops a lock when any handle to the file closes.
 *
 * @throws STORE_LOCKED when the file is already open
 * @throws STORE_NEWER when newer code wrote the tables
 * @throws STORE_UNAVAILABLE when the file cannot be used
 * @throws STORE_DAMAGED when the file is not a database, or when transactions in its write-ahead log cannot be read; the engine alone
 * would ignore them
 * @throws STORE_DRIVER_MISSING when the package `libsql` is not installed
 * @example
 * ```ts
 * import { balanceMigrations, keyMigrations } from "errata/store";
 * import { openSqlite } from "errata/store/sqlite";
 *
 * const store = await openSqlite({ path: ".data/api.db", migrations: [balanceMigrations, keyMigrations] });
 * const rows = await store.sql`SELECT COUNT(*) AS keys FROM errata_keys`;
 * await store.close();
 * ```
 */
export async function openSqlite(options: SqliteOptions): Promise<Store> {
  requireOptions("openSqlite", options, optionTypes, ["migrations"]);
  const {
    path,
    migrations,
    shared = false,
    onDamage = () => undefined,
    waitTimeoutMs = 5_000,
    clock = Date.now,
  } = options;
  requireInteger("openSqlite: waitTimeoutMs", waitTimeoutMs, 1, maxTimerMs);
  if (typeof path !== "string" || path.trim() === "")
    throw new TypeError(
      `Expected openSqlite: path to be the path of a file or ":memory:", received "${String(path)}".`,
    );
  const connection = await connect(path, { sharedWaitMs: shared ? waitTimeoutMs : undefined, onDamage });
  try {
    await migrate((work) => runMigration(connection, work), migrations, clock);
  } catch (error) {
    connection.close();
    throw error;
  }
  const lock = semaphore(1, waitTimeoutMs, () => {
    return new StoreError(
      "STORE_TIMEOUT",
      `waited ${waitTimeoutMs} ms for a running transaction of the embedded store. ` +
        "Keep slow work such as network calls and large files out of store.transaction.",
    );
  });
  return sqliteStore(connection, lock, transactionScope());
}

function sqliteStore(connection: Connection, lock: Semaphore, scope: TransactionScope): Store {
  let isClosed = false;
  const group = groupCommit(connection, scope, withLock);

  async function withLock<Result>(work: () => Promise<Result> | Result): Promise<Result> {
    if (!lock.tryAcquire()) await lock.acquire();
    try {
      if (isClosed)
        throw new StoreError("STORE_CLOSED", "the embedded store is closed. Open it again, or close it later.");
      return await work();
    } finally {
      lock.release();
    }
  }

  async function run(text: TemplateStringsArray, ...values: readonly SqlInput[]): Promise<object[]> {
    scope.rejectInside("sql");
    return await withLock(() => connection.run(text, values));
  }

  return {
    engine: "sqlite",
    sql: Object.assign(run as Sql, { engine: "sqlite" as const }),
    async transaction(work, options) {
      scope.rejectInside("transaction");
      if (options?.sqlOnly === true) return await group.run(work);
      return await withLock(() => scope.run(() => inTransaction(connection, work)));
    },
    onChange: () => undefined,
    async eraseDeleted() {
      scope.rejectInside("eraseDeleted");
      await withLock(() => connection.checkpoint());
    },
    async close() {
      if (isClosed) return;
      await group.settled();
      await lock.acquire();
      if (!isClosed) connection.close();
      isClosed = true;
      lock.release();
    },
  };
}

async function inTransaction<Result>(
  connection: Connection,
  work: (sql: TransactionSql) => Promise<Result>,
): Promise<Result> {
  const statements = transactionStatements("sqlite", connection.run);
  connection.begin();
  try {
    const result = await work(statements.sql);
    statements.rethrow();
    connection.commit();
    return result;
  } catch (error) {
    connection.rollback();
    throw error;
  } finally {
    statements.close();
  }
}

async function runMigration<Result>(
  connection: Connection,
  work: (session: MigrationSession) => Promise<Result>,
): Promise<Result> {
  const exec = async (statements: readonly string[]): Promise<void> => {
    for (const statement of statements) connection.exec(withoutRowid(statement));
  };
  return await inTransaction(connection, (sql) => work({ sql, exec }));
}

/**
 * Stores a table in the order of its primary key, as one B-tree instead of two. A new row then touches one page less,
 * which is most of the cost of a short transaction.
 *
 * @see https://www.sqlite.org/withoutrowid.html
 */
function withoutRowid(statement: string): string {
  return /^\s*CREATE TABLE\b/i.test(statement) && /\bPRIMARY KEY\b/i.test(statement)
    ? `${statement.replace(/[\s;]+$/, "")} WITHOUT ROWID`
    : statement;
}
