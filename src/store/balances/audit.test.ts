import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Sql } from "../store.ts";
import { type TestStore, testEngines } from "../testing/index.ts";
import { audit, balanceMigrations, balances } from "./index.ts";

describe.each(testEngines)("the audit on $name", (engine) => {
  describe.skipIf(engine.isAbsent)("", () => {
    let opened: TestStore;
    let unit: string;
    let sql: Sql;
    beforeAll(async () => {
      opened = await engine.open([balanceMigrations]);
      sql = opened.store.sql;
    });
    afterAll(() => opened.drop());

    beforeEach(async () => {
      unit = crypto.randomUUID();
      const credits = balances({ unit, clock: () => 1_000 });
      await opened.store.transaction(async (transaction) => {
        await credits.grant(transaction, { id: "g", account: "acme", amount: 100, source: "plan" });
        await credits.debit(transaction, { id: "d", account: "acme", amount: 30 });
        await credits.reserve(transaction, { id: "r", account: "acme", amount: 5, expiresAt: 2_000 });
      });
      expect(await audit(sql, unit)).toEqual([]);
    });
    const found = async () => (await audit(sql, unit)).map(({ invariant, subject }) => `${invariant} ${subject}`);

    test("finds a charge without its ledger entry", async () => {
      await sql`DELETE FROM errata_ledger WHERE unit = ${unit} AND kind = 'posted'`;
      expect(await found()).toEqual(["I2 acme", "I4 d"]);
    });

    test("finds a ledger entry of another amount than its charge", async () => {
      await sql`UPDATE errata_ledger SET delta = -31 WHERE unit = ${unit} AND kind = 'posted'`;
      expect(await found()).toEqual(["I2 acme", "I4 d"]);
    });

    test("finds the charge of a reservation that is still pending", async () => {
      await sql`
        INSERT INTO errata_ledger (unit, idem, account, kind, delta, reservation, at)
        VALUES (${unit}, 'commit:r', 'acme', 'posted', 0, 'r', 1000)`;
      expect(await found()).toEqual(["I4 r"]);
    });

    test("finds a second charge of a reservation, unless an index of the engine rejects it", async () => {
      const charged = sql`
        INSERT INTO errata_ledger (unit, idem, account, kind, delta, reservation, at)
        VALUES (${unit}, 'commit:d', 'acme', 'posted', -30, 'd', 1001)`;
      if (engine.engine === "postgres") await expect(charged).rejects.toThrow("unique");
      else await charged;
      expect(await found()).toEqual(engine.engine === "postgres" ? [] : ["I2 acme", "I4 d"]);
    });

    test("finds grants that do not add up to the balance, also one that was used up", async () => {
      await sql`UPDATE errata_grants SET remaining = 0 WHERE unit = ${unit}`;
      expect(await found()).toEqual(["grants acme"]);
      await sql`UPDATE errata_grants SET remaining = 64 WHERE unit = ${unit}`;
      expect(await found()).toEqual(["grants acme"]);
      await sql`UPDATE errata_grants SET remaining = 65 WHERE unit = ${unit}`;
      expect(await found()).toEqual([]);
    });
  });
});
