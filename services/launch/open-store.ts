import { join } from "node:path";
import type { Migrations, Store } from "errata/store";
import { openPostgres } from "errata/store/postgres";
import { openSqlite } from "errata/store/sqlite";
import type { Options } from "./read-options.ts";

/** Opens PostgreSQL where an address is given, else the embedded store in the data folder. */
export function openStore({ dataFolder, postgresUrl }: Options, migrations: readonly Migrations[]): Promise<Store> {
  if (postgresUrl !== "") return openPostgres({ url: postgresUrl, migrations });
  return openSqlite({ path: join(dataFolder, "errata.db"), migrations });
}
