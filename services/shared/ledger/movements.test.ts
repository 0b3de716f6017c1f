import { balanceMigrations, balances, forRequest } from "errata/store";
import { fakeClock } from "errata/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { eachEngine } from "../../testing/each-engine.ts";
import { newId, pageQuery } from "../http/index.ts";
import { ledgerLines, listMovements, type Movement, resourceIn } from "./index.ts";

const Query = z.strictObject(pageQuery(100));

const onEveryEngine = eachEngine(async (engine) => {
  const clock = fakeClock();
  const { store, drop } = await engine.open([balanceMigrations], clock);
  return { store, clock, stop: drop, ledger: balances({ unit: "points", clock }) };
});

describe("movements", () => {
  onEveryEngine((running) => {
    it("are listed completely and once, newest first, although many have the same time, and add up to the balance", async () => {
      const { store, clock, ledger } = running();
      const orders = Array.from({ length: 23 }, () => newId("ord"));
      await store.transaction((sql) =>
        ledger.grant(sql, { id: "opening", account: "acme", amount: 1_000, source: "plan" }),
      );
      for (const [index, id] of orders.entries()) {
        if (index % 10 === 0) clock.advance(1);
        await store.transaction((sql) => ledger.debit(sql, { id: `1:4:acme:${id}`, account: "acme", amount: index }));
      }
      await store.transaction((sql) =>
        ledger.grant(sql, { id: "opening", account: "other", amount: 5, source: "plan" }),
      );
      for (const limit of [1, 3, 100]) {
        const found: z.output<typeof Movement>[] = [];
        let cursor: string | null | undefined;
        do {
          const page = await listMovements(ledger, store.sql, {
            account: "acme",
            page: Query.parse({ limit: String(limit), ...(cursor && { cursor }) }),
            explain: (entry) => ({ reason: "ordered", reference: resourceIn(entry, "ord") }),
          });
          expect(page.items.length).toBeLessThanOrEqual(limit);
          found.push(...page.items);
          cursor = page.nextCursor;
        } while (cursor !== null);
        expect(found).toHaveLength(24);
        expect(new Set(found.map(({ id }) => id)).size).toBe(24);
        expect(new Set(found.map(({ reference }) => reference))).toEqual(new Set([...orders, null]));
        expect(found.map(({ at }) => at)).toEqual(
          found
            .map(({ at }) => at)
            .sort()
            .reverse(),
        );
        expect(found.at(-1)).toMatchObject({ reason: "granted", amount: 1_000 });
        const { available } = await ledger.read(store.sql, "acme");
        expect(found.reduce((sum, { amount }) => sum + amount, 0)).toBe(available);
      }
    });

    it("of a request are shown to operators in the units of their API, without those of other APIs", async () => {
      const { store, clock, ledger } = running();
      const grant = (account: string) =>
        store.transaction((sql) => ledger.grant(sql, { id: `${account}-1`, account, amount: 250, source: "plan" }));
      const requestId = crypto.randomUUID();
      await forRequest(requestId, async () => {
        await grant("par_1");
        await grant("pdw_1");
      });
      const line = { unit: "points", account: "par_1", kind: "granted", delta: 2.5, at: clock() };
      const lines = ledgerLines(store, { accounts: ["par_", "cus_"], scales: { points: 100 } });
      expect(await lines(requestId)).toEqual([line]);
      expect(await lines("another-request")).toEqual([]);
    });
  });
});
