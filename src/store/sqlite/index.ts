/** Persists state in one SQLite file owned by one process: every commit is synced, and there is no server to run. */
export { openSqlite, type SqliteOptions } from "./open-sqlite.ts";
