import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import Database from "libsql";
import { checkInteger, checkValues } from "../sql-value.ts";
import type { SqlValue } from "../store.ts";
import { StoreError } from "../store-error.ts";

/** Talks to one SQLite file that nobody else can open meanwhile; every call is synchronous. */
export interface Connection {
  /** Runs one statement; its compiled form is kept for as long as the template that it came from. */
  run(text: TemplateStringsArray, values: readonly SqlValue[]): object[];
  exec(statement: string): void;
  readonly isInTransaction: boolean;
  begin(): void;
  commit(): void;
  /** Takes back the open transaction, or does nothing when the engine already did. */
  rollback(): void;
  /** Begins a part of the open transaction that can be taken back alone. */
  beginPart(): void;
  keepPart(): void;
  rollbackPart(): void;
  close(): void;
}

/**
 * Opens the file, or makes it, and takes the lock that the operating system frees when the process dies.
 *
 * @throws STORE_LOCKED when another process, or another part of this one, has the file open
 */
export function connect(path: string): Connection {
  const database = open(path);
  const compiled = new WeakMap<TemplateStringsArray, Compiled>();
  const begin = database.prepare("BEGIN IMMEDIATE");
  const commit = database.prepare("COMMIT");
  const beginPart = database.prepare("SAVEPOINT part");
  const keepPart = database.prepare("RELEASE part");
  const rollbackPart = database.prepare("ROLLBACK TO part");
  return {
    get isInTransaction() {
      return database.inTransaction;
    },
    run: (text, values) => translated(() => run(database, compiled, text, values)),
    exec: (statement) => translated(() => database.exec(statement)),
    begin: () => translated(() => begin.run()),
    commit: () => translated(() => commit.run()),
    rollback: () => translated(() => database.inTransaction && database.exec("ROLLBACK")),
    beginPart: () => translated(() => beginPart.run()),
    keepPart: () => translated(() => keepPart.run()),
    rollbackPart: () => {
      translated(() => rollbackPart.run());
      translated(() => keepPart.run());
    },
    close: () => close(database),
  };
}

/**
 * Leaves the log and the exclusive mode before closing: the engine keeps a closed connection, and with it the lock, for
 * as long as one of its compiled statements waits for the garbage collector.
 */
function close(database: Database.Database): void {
  try {
    database.pragma("journal_mode = DELETE");
    database.pragma("locking_mode = NORMAL");
    database.exec("SELECT COUNT(*) FROM sqlite_master");
  } finally {
    database.close();
  }
}

interface Compiled {
  readonly statement: Database.Statement<[readonly SqlValue[]]>;
  readonly hasRows: boolean;
}

function open(path: string): Database.Database {
  const isFile = path !== ":memory:";
  if (isFile) mkdirSync(dirname(resolve(path)), { recursive: true });
  let database: Database.Database | undefined;
  try {
    database = new Database(path);
    // The exclusive mode must be set before the first access to the log, which then needs no shared memory file.
    database.pragma("locking_mode = EXCLUSIVE");
    database.pragma("journal_mode = WAL");
    database.pragma("synchronous = FULL");
    database.pragma("foreign_keys = ON");
    // 32 MB of log between two write-backs instead of 4: a hot page is then written back once for eight times as many.
    database.pragma("wal_autocheckpoint = 8000");
    // The lock is taken by the first write, and kept: so write at once.
    database.exec("BEGIN EXCLUSIVE");
    database.exec("COMMIT");
    return database;
  } catch (cause) {
    database?.close();
    throw cannotOpen(path, cause);
  }
}

function run(
  database: Database.Database,
  compiled: WeakMap<TemplateStringsArray, Compiled>,
  text: TemplateStringsArray,
  values: readonly SqlValue[],
): object[] {
  checkValues(text, values);
  let entry = compiled.get(text);
  if (entry === undefined) {
    const statement = database.prepare<[readonly SqlValue[]]>(text.join("?"));
    entry = { statement, hasRows: statement.reader };
    compiled.set(text, entry);
  }
  if (!entry.hasRows) {
    entry.statement.run(values);
    return [];
  }
  const rows = entry.statement.all(values) as Record<string, SqlValue>[];
  for (const row of rows) checkRow(row);
  return rows;
}

/** The driver rounds integers beyond 2^53 - 1 to a neighbour, which is never a safe integer itself. */
function checkRow(row: Record<string, SqlValue>): void {
  for (const name in row) {
    const value = row[name];
    if (typeof value === "number" && Number.isInteger(value)) checkInteger(value);
  }
}

const UNAVAILABLE = /^SQLITE_(BUSY|IOERR|FULL|READONLY|CORRUPT|CANTOPEN|NOTADB|NOMEM)/;

function translated<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    if (!UNAVAILABLE.test(codeOf(cause))) throw cause;
    throw new StoreError("STORE_UNAVAILABLE", `the embedded store cannot read or write its file (${codeOf(cause)}).`, {
      cause,
    });
  }
}

function cannotOpen(path: string, cause: unknown): StoreError {
  if (codeOf(cause).startsWith("SQLITE_BUSY")) {
    return new StoreError(
      "STORE_LOCKED",
      `the embedded store ${path} is open already, in another process or a second time in this one; one process owns it. ` +
        "Stop the other one, open another path, or use PostgreSQL to share it between processes.",
      { cause },
    );
  }
  return new StoreError(
    "STORE_UNAVAILABLE",
    `the embedded store ${path} cannot be opened (${codeOf(cause) || String(cause)}). ` +
      "Check that the folder can be written and that the file is an SQLite database.",
    { cause },
  );
}

function codeOf(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" ? code : "";
}
