import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Migrations, Store } from "errata/store";
import { openPostgres } from "errata/store/postgres";
import { openSqlite } from "errata/store/sqlite";
import postgres from "postgres";

/** The location of a store on one engine, as text that can be passed to a child process. */
export interface StoreLocation {
  readonly name: string;
  /** Path of an SQLite file, or `schema@url` of a PostgreSQL server. */
  readonly location: string;
  readonly isAbsent: boolean;
}

/** Creates a temporary location on every engine. */
export function temporaryLocations(prefix: string): { locations: StoreLocation[]; remove(): Promise<void> } {
  const url = process.env.ERRATA_TEST_POSTGRES ?? "";
  const folder = mkdtempSync(join(tmpdir(), `errata-${prefix}-`));
  const schema = `errata_${prefix}_${crypto.randomUUID().replaceAll("-", "")}`;
  return {
    locations: [
      { name: "SQLite", location: join(folder, "store.db"), isAbsent: false },
      { name: "PostgreSQL (ERRATA_TEST_POSTGRES)", location: `${schema}@${url}`, isAbsent: url === "" },
    ],
    async remove() {
      rmSync(folder, { recursive: true });
      if (url === "") return;
      const client = postgres(url, { max: 1, onnotice: () => undefined });
      await client.unsafe(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
      await client.end();
    },
  };
}

/** Opens the store at a location. */
export async function openStore(location: string, migrations: readonly Migrations[]): Promise<Store> {
  const at = location.indexOf("@postgres");
  if (at === -1) return await openSqlite({ path: location, migrations });
  return await openPostgres({ url: location.slice(at + 1), schema: location.slice(0, at), migrations });
}
