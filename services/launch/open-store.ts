import { join } from "node:path";
import type { Migrations, Store } from "errata/store";
import { openPostgres } from "errata/store/postgres";
import { openSqlite } from "errata/store/sqlite";

/** Opens PostgreSQL where `ERRATA_POSTGRES` names one, else the embedded store in the data folder. */
export function openStore(dataFolder: string, migrations: readonly Migrations[]): Promise<Store> {
  const url = process.env.ERRATA_POSTGRES ?? "";
  if (url !== "") return openPostgres({ url, migrations });
  return openSqlite({ path: join(dataFolder, "errata.db"), migrations });
}
