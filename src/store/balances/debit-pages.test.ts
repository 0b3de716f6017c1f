import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openSqlite } from "../sqlite/index.ts";
import type { SqlInput } from "../store.ts";
import { forRequest } from "../transaction.ts";
import { balanceMigrations, balances } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "errata-pages-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a debit writes five pages to the log of the embedded store, and one more for the id of its request", async () => {
  const path = join(folder, "store.db");
  const store = await openSqlite({ path, migrations: [balanceMigrations] });
  const credits = balances();
  await store.transaction((sql) => credits.grant(sql, { id: "g", account: "a", amount: 1_000, source: "plan" }));
  const pages = async (requestId?: string) => {
    const debit = () => credits.debit(store, { id: crypto.randomUUID(), account: "a", amount: 1 });
    const before = statSync(`${path}-wal`).size;
    for (let count = 0; count < 200; count++) await forRequest(requestId && `${requestId}-${count}`, debit);
    // A page of the log has 24 bytes before it. Some debits divide full pages.
    return (statSync(`${path}-wal`).size - before) / 4_120 / 200;
  };
  expect(await pages()).toBeLessThan(6);
  expect(await pages("request")).toBeLessThan(7.5);
  await store.close();
});

test("a balance on the embedded store is read from an index of what is left, also without statistics", async () => {
  const store = await openSqlite({ path: ":memory:", migrations: [balanceMigrations] });
  const plan: unknown[] = [];
  const explain = async (text: readonly string[], ...values: readonly SqlInput[]) => {
    const explained = [`EXPLAIN QUERY PLAN ${text[0]}`, ...text.slice(1)];
    const rows = await store.sql(Object.assign(explained, { raw: explained }), ...values);
    plan.push(...rows.map((row) => Object(row).detail));
    return [];
  };
  await balances().read(Object.assign(explain, { engine: "sqlite" as const }), "a");
  expect(plan[1]).toContain("INDEX errata_grants_open (unit=? AND account=? AND is_open>?)");
  await store.close();
});
