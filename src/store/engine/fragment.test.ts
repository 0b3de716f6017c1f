import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fragment, type SqlFragment } from "../index.ts";
import { type TestStore, testEngines } from "../testing/index.ts";
import { flatten } from "./fragment.ts";

describe.each(testEngines)("fragments of statements on $name", (engine) => {
  describe.skipIf(engine.isAbsent)("", () => {
    let opened: TestStore;
    const numbers = {
      component: "numbers",
      steps: [["CREATE TABLE numbers (n BIGINT PRIMARY KEY, word TEXT NOT NULL)"]],
    };
    beforeAll(async () => {
      opened = await engine.open([numbers]);
      for (const [n, word] of ["one", "two", "three"].entries()) {
        await opened.store.sql`INSERT INTO numbers (n, word) VALUES (${n + 1}, ${word})`;
      }
    });
    afterAll(() => opened.drop());

    const find = async (filter: SqlFragment, limit = 9): Promise<unknown[]> => {
      const rows = await opened.store.sql<{
        n: number;
      }>`SELECT n FROM numbers WHERE n > ${0} ${filter} ORDER BY n LIMIT ${limit}`;
      return rows.map(({ n }) => n);
    };

    test("add their text and bind their values in the order of the statement, also when they are nested", async () => {
      expect(await find(fragment``)).toEqual([1, 2, 3]);
      expect(await find(fragment`AND word = ${"two"}`)).toEqual([2]);
      expect(await find(fragment`AND n IN (${fragment`${3}, ${1}`}) ${fragment`AND n < ${3}`}`)).toEqual([1]);
      expect(await find(fragment`AND n IN (${1}${fragment`, ${2}`})`, 1)).toEqual([1]);
      expect(
        await opened.store.transaction(async (sql) => sql`SELECT n FROM numbers ${fragment`WHERE n = ${2}`}`),
      ).toEqual([{ n: 2 }]);
    });

    test("are never read from data: an object of the same shape is rejected like any other value", async () => {
      const forged = JSON.parse(`{ "text": ["OR 1 = 1"], "values": [], "isFragment": true }`);
      await expect(find(forged)).rejects.toMatchObject({ code: "STORE_VALUE_INVALID" });
    });

    test("check the values inside of them", async () => {
      await expect(find(fragment`AND word = ${undefined as never}`)).rejects.toMatchObject({
        code: "STORE_VALUE_INVALID",
      });
    });
  });
});

test("fragments of the same text make the same template, so that it is compiled once", () => {
  const build = (n: number) => flatten(["SELECT ", ""] as never, [fragment`${n} + ${n}`]);
  expect(build(1).text).toBe(build(2).text);
  expect(build(2).values).toEqual([2, 2]);
});
