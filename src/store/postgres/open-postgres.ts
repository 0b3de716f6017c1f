import { type MigrationSession, migrate } from "../migrate.ts";
import type { Migrations, Sql, SqlValue, Store, TransactionSql } from "../store.ts";
import { StoreError } from "../store-error.ts";
import { type TransactionScope, transactionScope } from "../transaction-scope.ts";
import { transactionStatements } from "../transaction-sql.ts";
import { type Connection, type ConnectionOptions, connect } from "./connection.ts";
import { type Pool, pool } from "./pool.ts";
import { isWorthRetrying } from "./postgres-failure.ts";

/** Says which PostgreSQL database keeps the state, and how long to wait for it. */
export interface PostgresOptions {
  /** Address: `postgres://user:password@host:port/database`; `?ssl=require` for TLS. */
  readonly url: string;
  /** Tables of every component that uses this store. */
  readonly migrations: readonly Migrations[];
  /** Schema that holds all tables; made when missing. Lower-case letters, digits and `_`. @default the login's own */
  readonly schema?: string;
  /** Most connections at once. @default 10 */
  readonly maxConnections?: number;
  /** Longest wait for one command, for a connection, and for a free place among them, each, in milliseconds. @default 5000 */
  readonly commandTimeoutMs?: number;
  /** Longest pause inside a transaction, in milliseconds; the server then takes it back and frees its locks. @default 30000 */
  readonly idleInTransactionMs?: number;
  /** Current time in epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
}

/**
 * Opens a store on PostgreSQL 13 or newer, with its own small pool of connections.
 *
 * @throws STORE_UNAVAILABLE when the server cannot be reached
 * @throws STORE_NEWER when newer code wrote the tables
 */
export async function openPostgres(options: PostgresOptions): Promise<Store> {
  const commandTimeoutMs = options.commandTimeoutMs ?? 5_000;
  const connection: ConnectionOptions = {
    url: checkUrl(options.url),
    schema: checkSchema(options.schema),
    commandTimeoutMs,
    idleInTransactionMs: options.idleInTransactionMs ?? 30_000,
  };
  await migrateAlone(connection, options);
  const connections = pool(() => connect(connection), options.maxConnections ?? 10, commandTimeoutMs);
  return postgresStore(connections, transactionScope());
}

function postgresStore(connections: Pool, scope: TransactionScope): Store {
  async function run(text: TemplateStringsArray, ...values: readonly SqlValue[]): Promise<object[]> {
    scope.refuseInside("sql");
    return await retried(() => connections.lend((connection) => connection.run(text, values)));
  }
  return {
    engine: "postgres",
    sql: Object.assign(run as Sql, { engine: "postgres" as const }),
    async transaction(work) {
      scope.refuseInside("transaction");
      return await retried(() => connections.lend((connection) => scope.run(() => inTransaction(connection, work))));
    },
    close: () => connections.close(),
  };
}

async function inTransaction<Result>(
  connection: Connection,
  work: (sql: TransactionSql) => Promise<Result>,
): Promise<Result> {
  const statements = transactionStatements("postgres", connection.run);
  await connection.exec("BEGIN");
  try {
    const result = await work(statements.sql);
    statements.seal();
    statements.rethrow();
    await commit(connection);
    return result;
  } catch (error) {
    statements.seal();
    // What cannot be taken back now is taken back by the server, when it sees that the connection is gone.
    if (connection.isAlive) await connection.exec("ROLLBACK").catch(() => connection.end());
    throw error;
  }
}

/** PostgreSQL answers ROLLBACK, and no error, to the commit of a transaction in which a statement failed unseen. */
async function commit(connection: Connection): Promise<void> {
  const answer = await connection.exec("COMMIT");
  if (answer === "COMMIT") return;
  throw new StoreError(
    "STORE_NO_TRANSACTION",
    "the transaction was taken back, because a statement that was not awaited failed. Await every statement.",
  );
}

const MOST_TRIES = 10;

async function retried<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries >= MOST_TRIES || !isWorthRetrying(error)) throw error;
      // Rivals that fell together must not meet again: each waits for a time of its own.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 2 ** tries));
    }
  }
}

/** Migrations may wait for another process's, and may take long: they get a connection with a limit of its own. */
const MIGRATION_TIMEOUT_MS = 120_000;

async function migrateAlone(options: ConnectionOptions, { migrations, clock }: PostgresOptions): Promise<void> {
  const connection = connect({ ...options, commandTimeoutMs: MIGRATION_TIMEOUT_MS });
  const schema = options.schema;
  try {
    await connection.exec("SELECT 1", options.commandTimeoutMs);
    await migrate((work) => migration(connection, schema, work), migrations, clock ?? Date.now);
  } finally {
    await connection.end();
  }
}

async function migration<Result>(
  connection: Connection,
  schema: string | undefined,
  work: (session: MigrationSession) => Promise<Result>,
): Promise<Result> {
  return await inTransaction(connection, async (sql) => {
    // Held until the end of the transaction, so that of two processes the second finds the first one's work done.
    await sql`SELECT pg_advisory_xact_lock(hashtext('errata_migrations'), hashtext(${schema ?? ""}))`;
    if (schema !== undefined) await connection.exec(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    return await work({
      sql,
      exec: async (statement) => {
        await connection.exec(statement);
      },
    });
  });
}

/** One socket a connection leaves the driver no second host to try. */
function checkUrl(url: string): string {
  const hosts = /^postgres(?:ql)?:\/\/(?:[^@/]*@)?([^/?]*)/.exec(url)?.[1];
  if (hosts !== undefined && !hosts.includes(",")) return url;
  // The address holds a password: it stays out of the message.
  throw new TypeError(
    `url must be postgres://user:password@host:port/database with one host; received ${hosts === undefined ? "another scheme" : "several hosts"}.`,
  );
}

function checkSchema(schema: string | undefined): string | undefined {
  if (schema === undefined || /^[a-z_][a-z0-9_]{0,62}$/.test(schema)) return schema;
  throw new TypeError(
    `schema must be 1 to 63 lower-case letters, digits and "_", not starting with a digit; received "${schema.slice(0, 80)}".`,
  );
}
