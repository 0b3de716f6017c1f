import type { Store } from "errata/store";
import { afterAll, describe, expect, test } from "vitest";
import { effectsRequest, openEffects } from "./idempotent-effects.ts";
import { killedWriter } from "./killed-writer.ts";
import { temporaryLocations } from "./store-location.ts";

const ROUNDS = 20;
const LEASE_MS = 30_000;
const writer = new URL("./idempotency-writer.ts", import.meta.url);
const { locations, remove } = temporaryLocations("once");
afterAll(remove);

describe.each(locations)("idempotency on $name", ({ location, isAbsent }) => {
  test.skipIf(isAbsent)(
    `creates one effect per key through ${ROUNDS} kills, and frees the keys when their leases end`,
    { timeout: 120_000 },
    async () => {
      const { requested, created } = await killRounds(location);
      expect(created.size).toBeGreaterThan(ROUNDS * 10);
      // The kill interrupted some requests before their response.
      expect(requested.length).toBeGreaterThan(created.size);

      const { store, create } = await openEffects(location, () => Date.now() + LEASE_MS);
      expect(await incompleteRows(store)).toEqual([]);
      for (const [index, key] of requested.entries()) {
        // Repeats every request without a response, and a sample of the others.
        if (created.has(key) && index % 20 > 0) continue;
        const id = await create(key);
        if (created.has(key)) expect(id).toBe(created.get(key));
        expect(await create(key)).toBe(id);
      }
      expect(await incompleteRows(store)).toEqual([]);
      const counts = await store.sql`SELECT COUNT(*) AS effects, COUNT(DISTINCT idempotency_key) AS keys FROM effects`;
      expect(counts).toEqual([{ effects: requested.length, keys: requested.length }]);
      await store.close();
    },
  );
});

/** @returns the keys of all requests, and the id of each effect that was acknowledged */
async function killRounds(location: string): Promise<{ requested: string[]; created: Map<string, string> }> {
  const requested: string[] = [];
  const created = new Map<string, string>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const line of await killedWriter(writer, location, `r${round}`)) {
      const [event, key = "", id = ""] = line.split(" ");
      if (event === "requested") requested.push(key);
      else created.set(key, id);
    }
  }
  return { requested, created };
}

/** Finds effects without their record, and records without their effect. */
async function incompleteRows({ sql }: Store): Promise<unknown[]> {
  return [
    // With every column of the primary key: without them, SQLite reads all records for each effect.
    ...(await sql`SELECT effects.id FROM effects LEFT JOIN errata_idempotency kept
      ON kept.tenant = ${effectsRequest.tenant} AND kept.operation = ${effectsRequest.operation}
      AND kept.idempotency_key = effects.idempotency_key AND kept.body = effects.id WHERE kept.status IS NULL`),
    ...(await sql`SELECT kept.body FROM errata_idempotency kept LEFT JOIN effects
      ON kept.idempotency_key = effects.idempotency_key WHERE kept.status IS NOT NULL AND effects.id IS NULL`),
  ];
}
