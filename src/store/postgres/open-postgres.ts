import { loadDriver } from "../engine/index.ts";
import { type MigrationSession, migrate } from "../migrate.ts";
import { maxTimerMs, type OptionTypes, requireInteger, requireOptions } from "../require-options.ts";
import type { Migrations, Sql, SqlInput, Store, TransactionSql } from "../store.ts";
import { StoreError } from "../store-error.ts";
import { type TransactionScope, transactionScope, transactionStatements } from "../transaction.ts";
import { type ChangeListener, changeListener } from "./change-listener.ts";
import { type Connection, type ConnectionOptions, connect } from "./connection.ts";
import { type Pool, pool } from "./pool.ts";
import { isRetryable } from "./postgres-error.ts";

/** Options of {@link openPostgres}. */
export interface PostgresOptions {
  /** Address with one host: `postgres://user:password@host:port/database`. Append `?ssl=require` for TLS. */
  readonly url: string;
  /** Tables of every component that uses this store. */
  readonly migrations: readonly Migrations[];
  /** Schema of all tables, created if missing: 1 to 63 lower-case letters, digits and `_`. @default the login's search path */
  readonly schema?: string | undefined;
  /** Number of connections, 1 or more. @default 10 */
  readonly maxConnections?: number | undefined;
  /** Longest time for a command, for connecting, and for a free connection, each in milliseconds. @default 5_000 */
  readonly commandTimeoutMs?: number | undefined;
  /** Longest pause inside a transaction, in milliseconds; then the server rolls it back and releases its locks. @default 30_000 */
  readonly idleInTransactionMs?: number | undefined;
  /** Returns the current time in epoch milliseconds. @default Date.now */
  readonly clock?: (() => number) | undefined;
}

const optionTypes: OptionTypes<PostgresOptions> = {
  url: "checked",
  migrations: "object",
  schema: "checked",
  maxConnections: "checked",
  commandTimeoutMs: "checked",
  idleInTransactionMs: "checked",
  clock: "function",
};

/**
 * Opens a store on PostgreSQL 13 or newer, with its own connection pool.
 *
 * @throws STORE_UNAVAILABLE when the server cannot be reached
 * @throws STORE_NEWER when newer code wrote the tables
 * @throws STORE_DRIVER_MISSING when the package `postgres` is not installed
 * @example
 * ```ts
 * import { balanceMigrations } from "errata/store";
 * import { openPostgres } from "errata/store/postgres";
 *
 * const url = process.env.DATABASE_URL ?? "postgres://api@localhost/api";
 * const store = await openPostgres({ url, schema: "errata", migrations: [balanceMigrations] });
 * await store.close();
 * ```
 */
export async function openPostgres(options: PostgresOptions): Promise<Store> {
  requireOptions("openPostgres", options, optionTypes, ["migrations"]);
  const { commandTimeoutMs = 5_000, idleInTransactionMs = 30_000, maxConnections = 10 } = options;
  requireInteger("openPostgres: commandTimeoutMs", commandTimeoutMs, 1, maxTimerMs);
  requireInteger("openPostgres: idleInTransactionMs", idleInTransactionMs, 1, maxTimerMs);
  requireInteger("openPostgres: maxConnections", maxConnections, 1, 10_000);
  const url = checkUrl(options.url);
  const schema = checkSchema(options.schema);
  const { default: driver } = await loadDriver("postgres", "errata/store/postgres", () => import("postgres"));
  const connection: ConnectionOptions = { driver, url, schema, commandTimeoutMs, idleInTransactionMs };
  await runMigrations(connection, options);
  return postgresStore(
    pool(() => connect(connection), maxConnections, commandTimeoutMs),
    changeListener((onNotify) => connect({ ...connection, onNotify })),
    transactionScope(),
  );
}

function postgresStore(connections: Pool, changes: ChangeListener, scope: TransactionScope): Store {
  async function run(text: TemplateStringsArray, ...values: readonly SqlInput[]): Promise<object[]> {
    scope.rejectInside("sql");
    return await withRetries(() => connections.use((connection) => connection.run(text, values)));
  }
  return {
    engine: "postgres",
    sql: Object.assign(run as Sql, { engine: "postgres" as const }),
    async transaction(work) {
      scope.rejectInside("transaction");
      return await withRetries(() => connections.use((connection) => scope.run(() => inTransaction(connection, work))));
    },
    pool: () => connections.counts(),
    eraseDeleted: async () => undefined,
    onChange: (listener) => changes.add(listener),
    async close() {
      await changes.close();
      await connections.close();
    },
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
    statements.close();
    statements.rethrow();
    await commit(connection);
    return result;
  } catch (error) {
    statements.close();
    // If the rollback cannot be sent, the server rolls back when the connection closes.
    if (connection.isAlive) await connection.exec("ROLLBACK").catch(() => connection.end());
    throw error;
  }
}

/** PostgreSQL responds to COMMIT with ROLLBACK, not with an error, if a statement failed unnoticed. */
async function commit(connection: Connection): Promise<void> {
  if ((await connection.exec("COMMIT")) === "COMMIT") return;
  throw new StoreError(
    "STORE_NO_TRANSACTION",
    "the transaction was rolled back, because a statement that was not awaited failed. Await every statement.",
  );
}

const MAX_TRIES = 10;

async function withRetries<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries >= MAX_TRIES || !isRetryable(error)) throw error;
      // Jitter, so that transactions that conflicted do not meet again.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 2 ** tries));
    }
  }
}

/** Migrations can be slow, or wait for another process's, so they use a connection with its own timeout. */
const MIGRATION_TIMEOUT_MS = 120_000;

async function runMigrations(options: ConnectionOptions, { migrations, clock }: PostgresOptions): Promise<void> {
  const connection = connect({ ...options, commandTimeoutMs: MIGRATION_TIMEOUT_MS });
  try {
    await connection.exec("SELECT 1", options.commandTimeoutMs);
    await migrate((work) => runMigration(connection, options.schema, work), migrations, clock ?? Date.now);
  } finally {
    await connection.end();
  }
}

async function runMigration<Result>(
  connection: Connection,
  schema: string | undefined,
  work: (session: MigrationSession) => Promise<Result>,
): Promise<Result> {
  const exec = async (statements: readonly string[]): Promise<void> =>
    void (await connection.exec(statements.join(";\n")));
  return await inTransaction(connection, async (sql) => {
    await exec([
      // Held until the transaction ends, so the second of two processes finds the work of the first done.
      `SELECT pg_advisory_xact_lock(hashtext('errata_migrations'), hashtext('${schema ?? ""}'))`,
      ...(schema === undefined ? [] : [`CREATE SCHEMA IF NOT EXISTS ${schema}`]),
    ]);
    return await work({ sql, exec });
  });
}

/** A connection uses one socket, so the driver could not fail over to a second host. */
function checkUrl(url: string): string {
  const hosts = /^postgres(?:ql)?:\/\/(?:[^@/]*@)?([^/?]*)/.exec(url)?.[1];
  if (hosts !== undefined && !hosts.includes(",")) return url;
  // The URL can contain a password, so the message does not quote it.
  throw new TypeError(
    `openPostgres: expected url to be postgres://user:password@host:port/database with one host, ` +
      `received ${hosts === undefined ? "another scheme" : "several hosts"}.`,
  );
}

function checkSchema(schema: string | undefined): string | undefined {
  if (schema === undefined || /^[a-z_][a-z0-9_]{0,62}$/.test(schema)) return schema;
  throw new TypeError(
    `openPostgres: expected schema to be 1 to 63 lower-case letters, digits and "_", not starting with a digit, received "${schema.slice(0, 80)}".`,
  );
}
