import { contract } from "errata";
import { type IdempotencyGuard, type IdempotentRun, idempotency } from "errata/guards";
import { idempotencyMigrations, idempotencyRecords, type Migrations, type Store } from "errata/store";
import { openPostgres } from "errata/store/postgres";
import { openSqlite } from "errata/store/sqlite";

const { error } = contract({
  name: "once",
  version: "1.0.0",
  errors: { REFUSED: { kind: "conflict", when: "The key is taken.", message: "Refused." } },
});
const effects: Migrations = {
  component: "crash_effects",
  steps: [["CREATE TABLE effects (id TEXT PRIMARY KEY, idempotency_key TEXT NOT NULL)"]],
};

/** A store with effects that take place once per key. */
export interface Once {
  readonly store: Store;
  /** Makes an effect under a key, with its answer; or gives the answer of the one that was made. @returns its id */
  make(key: string): Promise<string>;
}

/** Opens it at a file's path, or at `schema@` and the address of a PostgreSQL server. */
export async function openOnce(place: string, clock: () => number = Date.now): Promise<Once> {
  const migrations = [idempotencyMigrations, effects];
  const at = place.indexOf("@postgres");
  const store =
    at === -1
      ? await openSqlite({ path: place, migrations })
      : await openPostgres({ url: place.slice(at + 1), schema: place.slice(0, at), migrations });
  const guard = idempotency({
    store,
    records: idempotencyRecords({ clock }),
    refusals: { invalid: error.REFUSED, reused: error.REFUSED, inFlight: error.REFUSED },
  });
  return { store, make: (key) => make(store, guard, key) };
}

async function make(store: Store, guard: IdempotencyGuard, key: string): Promise<string> {
  const work: IdempotentRun["work"] = (hold) =>
    store.transaction(
      async (sql) => {
        const id = crypto.randomUUID();
        await sql`INSERT INTO effects (id, idempotency_key) VALUES (${id}, ${key})`;
        return await hold.finish(sql, { status: 201, headers: {}, body: id });
      },
      { sqlOnly: true },
    );
  const request = { tenant: "t", operation: "POST /effects", key, method: "POST", target: "/", contentType: null };
  const answer = await guard({ ...request, body: async () => new Uint8Array() }, { work });
  return String(answer.body);
}
