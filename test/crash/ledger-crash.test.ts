import { audit, balanceMigrations, balances, type Store } from "errata/store";
import { afterAll, describe, expect, test } from "vitest";
import { killedWriter } from "./killed-writer.ts";
import { openStore, temporaryLocations } from "./store-location.ts";

const ROUNDS = 20;
const writer = new URL("./ledger-writer.ts", import.meta.url);
const { locations, remove } = temporaryLocations("crash");
afterAll(remove);

describe.each(locations)("a ledger on $name", ({ location, isAbsent }) => {
  test.skipIf(isAbsent)(
    `loses no acknowledged operation and passes the audit after each of ${ROUNDS} kills`,
    { timeout: 120_000 },
    async () => {
      const acknowledged: string[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        acknowledged.push(...(await killedWriter(writer, location, `r${round}`)));
        const store = await openStore(location, [balanceMigrations]);
        expect(await lostOperations(store, acknowledged)).toEqual([]);
        expect(await audit(store.sql)).toEqual([]);
        await store.close();
      }
      expect(acknowledged.length).toBeGreaterThan(ROUNDS * 10);
      await expectReservationsExpire(location);
    },
  );
});

/** Finds acknowledged operations that the store lost. A reservation can be in a later state than acknowledged. */
async function lostOperations({ sql }: Store, acknowledged: readonly string[]): Promise<string[]> {
  const entries = await sql<{ idem: string; delta: number }>`SELECT idem, delta FROM errata_ledger`;
  const deltas = new Map(entries.map((entry) => [entry.idem, entry.delta]));
  const rows = await sql<{
    id: string;
    state: string;
    amount: number;
  }>`SELECT id, state, amount FROM errata_reservations`;
  const reservations = new Map(rows.map((row) => [row.id, row]));
  return acknowledged.filter((line) => {
    const [operation = "", id = "", amount] = line.split(" ");
    const reservation = reservations.get(id);
    if (operation === "granted") return deltas.get(`grant:${id}`) !== Number(amount);
    if (operation === "pending") return reservation?.amount !== Number(amount);
    if (operation === "released") return reservation?.state !== "released";
    return reservation?.state !== "posted" || deltas.get(`commit:${id}`) !== -Number(amount);
  });
}

async function expectReservationsExpire(location: string): Promise<void> {
  const store = await openStore(location, [balanceMigrations]);
  const later = balances({ clock: () => Date.now() + 3_600_000 });
  const pending = async () =>
    await store.sql`SELECT COUNT(*) AS count FROM errata_reservations WHERE state = 'pending'`;
  expect(Number((await pending())[0]?.count)).toBeGreaterThan(0);
  // A sweep skips locked accounts, and PostgreSQL may still be finishing the killed writer's last commits.
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
