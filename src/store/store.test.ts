import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Migrations, Store } from "./store.ts";
import { type TestStore, testEngines } from "./testing/index.ts";

const tables: Migrations = {
  component: "suite",
  steps: [["CREATE TABLE things (id BIGINT PRIMARY KEY, name TEXT UNIQUE, CHECK (id >= 0))"]],
};

describe.each(testEngines)("a store on $name", (engine) => {
  describe.skipIf(engine.isAbsent)("", () => {
    let opened: TestStore;
    let store: Store;
    beforeAll(async () => {
      opened = await engine.open([tables]);
      store = opened.store;
    });
    afterAll(() => opened.drop());
    const names = async () => (await store.sql`SELECT name FROM things ORDER BY id`).map((row) => row.name);

    test("returns numbers, strings and NULL exactly as they were stored", async () => {
      const rows = await store.sql`
        INSERT INTO things (id, name) VALUES (${2 ** 53 - 1}, ${null}), (${1}, ${"ü'\"\\ \u{1f600}"}) RETURNING id, name`;
      expect(rows).toEqual([
        { id: 2 ** 53 - 1, name: null },
        { id: 1, name: "ü'\"\\ \u{1f600}" },
      ]);
      expect(await store.sql`DELETE FROM things`).toEqual([]);
    });

    test("throws STORE_VALUE_INVALID instead of rounding an integer beyond 2^53 - 1", async () => {
      await expect(store.sql`SELECT CAST('9007199254740993' AS BIGINT) AS big`).rejects.toMatchObject({
        code: "STORE_VALUE_INVALID",
      });
      expect(
        await store.sql`SELECT SUM(x) AS total, 1 < 2 AS yes FROM (SELECT 1 AS x UNION ALL SELECT 2) AS t`,
      ).toEqual([{ total: 3, yes: 1 }]);
    });

    test.each([undefined, true, Number.NaN, 1n, {}, new Date(0)])(
      "throws STORE_VALUE_INVALID when the value %s is bound",
      async (value) => {
        await expect(store.sql`SELECT ${value as never} AS x`).rejects.toMatchObject({ code: "STORE_VALUE_INVALID" });
      },
    );

    test("rolls back a transaction whose callback throws", async () => {
      const failure = new Error("no");
      await expect(
        store.transaction(async (sql) => {
          await sql`INSERT INTO things (id, name) VALUES (1, 'gone')`;
          throw failure;
        }),
      ).rejects.toBe(failure);
      expect(await names()).toEqual([]);
    });

    test("rolls back a transaction in which a statement failed, even if its error was caught", async () => {
      const work = store.transaction(async (sql) => {
        await sql`INSERT INTO things (id, name) VALUES (1, 'gone')`;
        await sql`INSERT INTO things (id, name) VALUES (-1, 'refused')`.catch(() => undefined);
      });
      await expect(work).rejects.toThrow(/CHECK constraint failed|check constraint/);
      expect(await names()).toEqual([]);
    });

    test("rejects a transaction in which a statement that was not awaited failed", async () => {
      const strays: Promise<unknown>[] = [];
      const work = store.transaction(async (sql) => {
        strays.push(sql`INSERT INTO things (id, name) VALUES (1, 'gone')`);
        strays.push(sql`INSERT INTO things (id, name) VALUES (-1, 'refused')`);
        for (const stray of strays) stray.catch(() => undefined);
      });
      await expect(work).rejects.toThrow();
      expect(await names()).toEqual([]);
    });

    test("throws STORE_IN_TRANSACTION instead of deadlocking when store.sql or store.transaction is called inside one", async () => {
      const inner = store.transaction(async () => await store.sql`SELECT 1 AS x`);
      await expect(inner).rejects.toMatchObject({ code: "STORE_IN_TRANSACTION" });
      const nested = store.transaction(async () => await store.transaction(async () => 1));
      await expect(nested).rejects.toMatchObject({ code: "STORE_IN_TRANSACTION" });
    });

    test("lets work that outlives its transaction use the store afterwards", async () => {
      let later: Promise<unknown> = Promise.resolve();
      let end: () => void = () => undefined;
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      await store.transaction(async () => {
        later = ended.then(() => store.sql`SELECT 1 AS x`);
      });
      end();
      expect(await later).toEqual([{ x: 1 }]);
    });

    test("throws STORE_NO_TRANSACTION for a statement after a commit or a rollback", async () => {
      const ended: unknown[] = [];
      await store.transaction(async (sql) => ended.push(sql));
      await store.transaction(async (sql) => Promise.reject(ended.push(sql))).catch(() => undefined);
      for (const sql of ended as Store["sql"][]) {
        await expect(sql`SELECT 1 AS x`).rejects.toMatchObject({ code: "STORE_NO_TRANSACTION" });
      }
    });

    test.each([{}, { sqlOnly: true }])(
      "commits or rolls back each of 64 concurrent transactions on its own, with %o",
      async (options) => {
        await store.sql`INSERT INTO things (id, name) VALUES (0, 'counter')`;
        const rounds = Array.from({ length: 64 }, (_, index) =>
          store.transaction(async (sql) => {
            await sql`UPDATE things SET id = id + 1 WHERE name = 'counter'`;
            if (index % 2 === 1) throw new Error("odd");
          }, options),
        );
        const results = await Promise.allSettled(rounds);
        expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(32);
        expect(await store.sql`DELETE FROM things RETURNING id`).toEqual([{ id: 32 }]);
      },
    );
  });
});
