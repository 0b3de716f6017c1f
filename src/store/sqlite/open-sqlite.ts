import { type MigrationSession, migrate } from "../migrate.ts";
import type { Migrations, Sql, SqlValue, Store, TransactionSql } from "../store.ts";
import { StoreError } from "../store-error.ts";
import { type TransactionScope, transactionScope } from "../transaction-scope.ts";
import { transactionStatements } from "../transaction-sql.ts";
import { briefTransactions } from "./brief-transactions.ts";
import { type Connection, connect } from "./connection.ts";
import { type Turns, turns } from "./turns.ts";

/** Says where the embedded store lives and which tables it holds. */
export interface SqliteOptions {
  /** File of the database; its folder is made when missing. `:memory:` keeps nothing. */
  readonly path: string;
  /** Tables of every component that uses this store. */
  readonly migrations: readonly Migrations[];
  /** Longest wait for a running transaction, in milliseconds. @default 5000 */
  readonly waitTimeoutMs?: number;
  /** Current time in epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
}

/**
 * Opens the embedded store: one SQLite file, written ahead and synced at every commit, owned by one process.
 * The operating system frees the file when the process dies, however it dies. Never open and close the same file by
 * other means in the owning process (a copy by `fs`, say): POSIX drops the lock when any of its handles closes.
 *
 * @throws STORE_LOCKED when the file is open already
 * @throws STORE_NEWER when newer code wrote the tables
 * @throws STORE_UNAVAILABLE when the file cannot be used
 */
export async function openSqlite(options: SqliteOptions): Promise<Store> {
  const connection = connect(options.path);
  try {
    await migrate((work) => migration(connection, work), options.migrations, options.clock ?? Date.now);
  } catch (error) {
    connection.close();
    throw error;
  }
  return sqliteStore(connection, turns(options.waitTimeoutMs ?? 5_000), transactionScope());
}

function sqliteStore(connection: Connection, queue: Turns, scope: TransactionScope): Store {
  let isClosed = false;

  const brief = briefTransactions(connection, scope, withTurn);

  async function withTurn<Result>(work: () => Promise<Result> | Result): Promise<Result> {
    await queue.take();
    try {
      if (isClosed) throw closed();
      return await work();
    } finally {
      queue.pass();
    }
  }

  async function run(text: TemplateStringsArray, ...values: readonly SqlValue[]): Promise<object[]> {
    scope.refuseInside("sql");
    return await withTurn(() => connection.run(text, values));
  }

  return {
    engine: "sqlite",
    sql: Object.assign(run as Sql, { engine: "sqlite" as const }),
    async transaction(work, options) {
      scope.refuseInside("transaction");
      if (options?.isBrief === true) return await brief.run(work);
      return await withTurn(() => scope.run(() => inTransaction(connection, work)));
    },
    async close() {
      if (isClosed) return;
      await brief.settled();
      await queue.take();
      if (!isClosed) connection.close();
      isClosed = true;
      queue.pass();
    },
  };
}

function closed(): StoreError {
  return new StoreError("STORE_CLOSED", "the embedded store was closed. Open it again, or close it later.");
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
    statements.seal();
  }
}

async function migration<Result>(
  connection: Connection,
  work: (session: MigrationSession) => Promise<Result>,
): Promise<Result> {
  return await inTransaction(connection, (sql) =>
    work({ sql, exec: async (statement) => connection.exec(clustered(statement)) }),
  );
}

/**
 * Keeps a table in the order of its primary key, as one tree instead of two: a new row then touches one page less,
 * which is most of what a short transaction costs.
 *
 * @see https://www.sqlite.org/withoutrowid.html
 */
function clustered(statement: string): string {
  return /^\s*CREATE TABLE\b/i.test(statement) && /\bPRIMARY KEY\b/i.test(statement)
    ? `${statement.replace(/[\s;]+$/, "")} WITHOUT ROWID`
    : statement;
}
