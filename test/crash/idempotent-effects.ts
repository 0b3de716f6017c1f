import { contract } from "errata";
import { type IdempotencyGuard, type IdempotentRun, idempotency } from "errata/guards";
import { idempotencyMigrations, idempotencyRecords, type Migrations, type Store } from "errata/store";
import { openStore } from "./store-location.ts";

const { error } = contract({
  name: "effects",
  version: "1.0.0",
  errors: { REJECTED: { kind: "conflict", when: "The key cannot be used.", message: "Rejected." } },
});
const effects: Migrations = {
  component: "crash_effects",
  steps: [["CREATE TABLE effects (id TEXT PRIMARY KEY, idempotency_key TEXT NOT NULL)"]],
};

/** Members that all requests share. */
export const effectsRequest = { tenant: "t", operation: "POST /effects" };

/** A store whose effects happen once per idempotency key. */
export interface IdempotentEffects {
  readonly store: Store;
  /** Creates an effect, or returns the response of the first request with the key. @returns id of the effect */
  create(key: string): Promise<string>;
}

/** Opens the store at a location. */
export async function openEffects(location: string, clock: () => number = Date.now): Promise<IdempotentEffects> {
  const store = await openStore(location, [idempotencyMigrations, effects]);
  const guard = idempotency({
    store,
    records: idempotencyRecords({ clock }),
    refusals: { invalid: error.REJECTED, reused: error.REJECTED, inFlight: error.REJECTED },
  });
  return { store, create: (key) => create(store, guard, key) };
}

async function create(store: Store, guard: IdempotencyGuard, key: string): Promise<string> {
  const work: IdempotentRun["work"] = (hold) =>
    store.transaction(
      async (sql) => {
        const id = crypto.randomUUID();
        await sql`INSERT INTO effects (id, idempotency_key) VALUES (${id}, ${key})`;
        return await hold.finish(sql, { status: 201, headers: {}, body: id });
      },
      { sqlOnly: true },
    );
  const request = { ...effectsRequest, key, method: "POST", target: "/", contentType: null };
  const response = await guard({ ...request, body: async () => new Uint8Array() }, { work });
  return String(response.body);
}
