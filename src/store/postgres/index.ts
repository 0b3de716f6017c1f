/** Persists state in PostgreSQL, for services that run as several processes. */
export { openPostgres, type PostgresOptions } from "./open-postgres.ts";
