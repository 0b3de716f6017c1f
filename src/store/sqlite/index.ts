/** Keeps state in one SQLite file that one process owns: durable at every commit, no server to run. */
export { openSqlite, type SqliteOptions } from "./open-sqlite.ts";
