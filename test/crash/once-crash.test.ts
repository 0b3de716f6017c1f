import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "errata/store";
import postgres from "postgres";
import { afterAll, describe, expect, test } from "vitest";
import { killedWriter } from "./killed-writer.ts";
import { openOnce } from "./open-once.ts";

const ROUNDS = 20;
const LEASE_MS = 30_000;
const writer = new URL("./once-writer.ts", import.meta.url);
const url = process.env.ERRATA_TEST_POSTGRES ?? "";
const folder = mkdtempSync(join(tmpdir(), "errata-once-"));
const schema = `errata_once_${crypto.randomUUID().replaceAll("-", "")}`;

const places = [
  { name: "SQLite", place: join(folder, "once.db"), isAbsent: false },
  { name: "PostgreSQL (ERRATA_TEST_POSTGRES)", place: `${schema}@${url}`, isAbsent: url === "" },
];

afterAll(async () => {
  rmSync(folder, { recursive: true });
  if (url === "") return;
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  await client.unsafe(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  await client.end();
});

describe.each(places)("idempotency on $name", ({ place, isAbsent }) => {
  test.skipIf(isAbsent)(
    `makes one effect per key through ${ROUNDS} kills, whose keys are free when the lease ends`,
    { timeout: 120_000 },
    async () => {
      const { asked, made } = await killRounds(place);
      expect(made.size).toBeGreaterThan(ROUNDS * 10);
      // Asked and not answered: the kill came in between.
      expect(asked.length).toBeGreaterThan(made.size);

      const { store, make } = await openOnce(place, () => Date.now() + LEASE_MS);
      expect(await halfDone(store)).toEqual([]);
      for (const [index, key] of asked.entries()) {
        // Of the many that were answered, some are asked again.
        if (made.has(key) && index % 20 > 0) continue;
        const id = await make(key);
        if (made.has(key)) expect(id).toBe(made.get(key));
        expect(await make(key)).toBe(id);
      }
      expect(await halfDone(store)).toEqual([]);
      const counts = await store.sql`SELECT COUNT(*) AS effects, COUNT(DISTINCT idempotency_key) AS keys FROM effects`;
      expect(counts).toEqual([{ effects: asked.length, keys: asked.length }]);
      await store.close();
    },
  );
});

/** @returns keys that were asked for, and what those were answered that were */
async function killRounds(place: string): Promise<{ asked: string[]; made: Map<string, string> }> {
  const asked: string[] = [];
  const made = new Map<string, string>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const line of await killedWriter(writer, place, `r${round}`)) {
      const [what, key = "", id = ""] = line.split(" ");
      if (what === "asked") asked.push(key);
      else made.set(key, id);
    }
  }
  return { asked, made };
}

/** Finds effects without their record, and records without their effect. */
async function halfDone({ sql }: Store): Promise<unknown[]> {
  return [
    ...(await sql`SELECT effects.id FROM effects LEFT JOIN errata_idempotency kept
      ON kept.idempotency_key = effects.idempotency_key AND kept.body = effects.id WHERE kept.status IS NULL`),
    ...(await sql`SELECT kept.body FROM errata_idempotency kept LEFT JOIN effects
      ON kept.idempotency_key = effects.idempotency_key WHERE kept.status IS NOT NULL AND effects.id IS NULL`),
  ];
}
