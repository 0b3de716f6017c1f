import { balanceMigrations, type Store } from "errata/store";
import { openPostgres } from "errata/store/postgres";
import { openSqlite } from "errata/store/sqlite";

/** Opens the ledger at a place: a file's path, or `schema@` and the address of a PostgreSQL server. */
export async function openLedger(place: string): Promise<Store> {
  const migrations = [balanceMigrations];
  const at = place.indexOf("@postgres");
  if (at === -1) return await openSqlite({ path: place, migrations });
  return await openPostgres({ url: place.slice(at + 1), schema: place.slice(0, at), migrations });
}
