import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { audit, balances, type Store } from "errata/store";
import postgres from "postgres";
import { afterAll, describe, expect, test } from "vitest";
import { killedWriter } from "./killed-writer.ts";
import { openLedger } from "./open-ledger.ts";

const ROUNDS = 20;
const writer = new URL("./ledger-writer.ts", import.meta.url);
const url = process.env.ERRATA_TEST_POSTGRES ?? "";
const folder = mkdtempSync(join(tmpdir(), "errata-crash-"));
const schema = `errata_crash_${crypto.randomUUID().replaceAll("-", "")}`;

const places = [
  { name: "SQLite", place: join(folder, "ledger.db"), isAbsent: false },
  { name: "PostgreSQL (ERRATA_TEST_POSTGRES)", place: `${schema}@${url}`, isAbsent: url === "" },
];

afterAll(async () => {
  rmSync(folder, { recursive: true });
  if (url === "") return;
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  await client.unsafe(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  await client.end();
});

describe.each(places)("a ledger on $name", ({ place, isAbsent }) => {
  test.skipIf(isAbsent)(`survives kill -9 in ${ROUNDS} rounds`, { timeout: 120_000 }, async () => {
    const acknowledged: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      acknowledged.push(...(await killedWriter(writer, place, `r${round}`)));
      const store = await openLedger(place);
      expect(await lost(store, acknowledged)).toEqual([]);
      expect(await audit(store.sql)).toEqual([]);
      await store.close();
    }
    // A round that is killed before its first commit proves nothing: most must have got somewhere.
    expect(acknowledged.length).toBeGreaterThan(ROUNDS * 10);
    await expectNothingStuck(place);
  });
});

/** Finds acknowledgements that the store does not remember. A reservation may be further than was said, never less far. */
async function lost({ sql }: Store, acknowledged: readonly string[]): Promise<string[]> {
  const lines = await sql<{ idem: string; delta: number }>`SELECT idem, delta FROM errata_ledger`;
  const deltas = new Map(lines.map((line) => [line.idem, line.delta]));
  const rows = await sql<{
    id: string;
    state: string;
    amount: number;
  }>`SELECT id, state, amount FROM errata_reservations`;
  const reservations = new Map(rows.map((row) => [row.id, row]));
  return acknowledged.filter((line) => {
    const [what = "", id = "", amount] = line.split(" ");
    const reservation = reservations.get(id);
    if (what === "granted") return deltas.get(`grant:${id}`) !== Number(amount);
    if (what === "pending") return reservation?.amount !== Number(amount);
    if (what === "released") return reservation?.state !== "released";
    return reservation?.state !== "posted" || deltas.get(`commit:${id}`) !== -Number(amount);
  });
}

async function expectNothingStuck(place: string): Promise<void> {
  const store = await openLedger(place);
  const later = balances({ clock: () => Date.now() + 3_600_000 });
  const pending = async () =>
    await store.sql`SELECT COUNT(*) AS count FROM errata_reservations WHERE state = 'pending'`;
  expect(Number((await pending())[0]?.count)).toBeGreaterThan(0);
  // A sweep leaves alone what others hold, and PostgreSQL may still be flushing the dead writer's last commits.
  await expect
    .poll(
      async () => {
        await store.transaction((sql) => later.expire(sql, 1_000));
        return await pending();
      },
      { timeout: 20_000, interval: 100 },
    )
    .toEqual([{ count: 0 }]);
  expect(await store.sql`SELECT SUM(reserved) AS reserved FROM errata_accounts`).toEqual([{ reserved: 0 }]);
  expect(await audit(store.sql)).toEqual([]);
  await store.close();
}
