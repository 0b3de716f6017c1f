import { requireMember } from "../../contract/faults/arguments.ts";
import type { Store } from "../../store/index.ts";
import { type Archive, archive, type WritableArchive } from "./archive.ts";
import { supportMigrations } from "./migrations.ts";

/** Where occurrences are stored. */
export interface ArchiveOptions {
  /** Path of an SQLite file, or the address of a PostgreSQL database: `postgres://user:password@host/database`. */
  readonly database: string;
  /** Schema of the tables on PostgreSQL. @default the login's search path */
  readonly schema?: string | undefined;
}

/**
 * Opens stored occurrences for reading, also while a service writes them.
 *
 * @throws STORE_UNAVAILABLE if the database cannot be used
 * @throws STORE_DRIVER_MISSING if the package `libsql` or `postgres` is not installed
 * @example
 * ```ts
 * import { openArchive } from "errata/support";
 *
 * const archive = await openArchive({ database: ".data/support.db" });
 * const { items } = await archive.find({ requestId: "7f0c5c1e-58f5-4c3c-9f39-3d1f0e6f1b52" });
 * console.log(items[0]?.code, items[0]?.cause);
 * await archive.close();
 * ```
 */
export async function openArchive(options: ArchiveOptions): Promise<Archive> {
  requireMember("the options of openArchive", options, "database", "an object with a database");
  return await openWritableArchive(options);
}

/** Opens stored occurrences for the process that writes them. */
export async function openWritableArchive(options: ArchiveOptions): Promise<WritableArchive> {
  return archive(await openStore(options));
}

async function openStore({ database, schema }: ArchiveOptions): Promise<Store> {
  const migrations = [supportMigrations];
  if (/^postgres(?:ql)?:/.test(database)) {
    const { openPostgres } = await import("errata/store/postgres");
    return await openPostgres({ url: database, schema, migrations, maxConnections: 2 });
  }
  const { openSqlite } = await import("errata/store/sqlite");
  return await openSqlite({ path: database, migrations, shared: true });
}
