import { AsyncLocalStorage } from "node:async_hooks";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../store.ts";
import { openSqlite } from "./index.ts";

const isBrief = { isBrief: true };
const tables = { component: "suite", steps: [["CREATE TABLE things (id BIGINT PRIMARY KEY, CHECK (id >= 0))"]] };

describe("brief transactions", () => {
  let store: Store;
  beforeAll(async () => {
    store = await openSqlite({ path: ":memory:", migrations: [tables] });
  });
  beforeEach(() => store.sql`DELETE FROM things`);
  afterAll(() => store.close());
  const ids = async () => (await store.sql`SELECT id FROM things ORDER BY id`).map((row) => row.id);
  const put = (id: number) => store.transaction((sql) => sql`INSERT INTO things (id) VALUES (${id})`, isBrief);

  test("that meet stand or fall alone", async () => {
    const results = await Promise.allSettled([put(1), put(-1), put(1), put(2)]);
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
    expect(await ids()).toEqual([1, 2]);
  });

  test("see what those before them in the same commit wrote", async () => {
    const seen = store.transaction((sql) => sql`SELECT COUNT(*) AS count FROM things`, isBrief);
    await Promise.all([seen, put(5)]);
    const after = await Promise.all([
      put(6),
      store.transaction((sql) => sql`SELECT COUNT(*) AS count FROM things`, isBrief),
    ]);
    expect([await seen, after[1]]).toEqual([[{ count: 0 }], [{ count: 2 }]]);
  });

  test("that await something else are taken back and told so, and the others of their commit stay", async () => {
    let sneaked: Promise<unknown> = Promise.resolve();
    const slow = store.transaction(async (sql) => {
      await sql`INSERT INTO things (id) VALUES (7)`;
      await new Promise((resolve) => setTimeout(resolve, 10));
      sneaked = sql`INSERT INTO things (id) VALUES (8)`;
      await sneaked;
    }, isBrief);
    const both = Promise.allSettled([put(3), slow, put(4)]);
    expect((await both).map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    await expect(slow).rejects.toMatchObject({ code: "STORE_NOT_BRIEF" });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await expect(sneaked).rejects.toMatchObject({ code: "STORE_NO_TRANSACTION" });
    expect(await ids()).toEqual([3, 4]);
  });

  test("run in the async context of their own caller", async () => {
    const request = new AsyncLocalStorage<string>();
    const name = (id: string) => request.run(id, () => store.transaction(async () => request.getStore(), isBrief));
    expect(await Promise.all(["a", "b", "c"].map(name))).toEqual(["a", "b", "c"]);
  });

  test("take turns with those that are not brief, and with lone statements", async () => {
    const long = store.transaction(async (sql) => {
      await sql`INSERT INTO things (id) VALUES (10)`;
      await new Promise((resolve) => setTimeout(resolve, 5));
      throw new Error("taken back");
    });
    const results = await Promise.allSettled([long, put(11), store.sql`INSERT INTO things (id) VALUES (12)`, put(13)]);
    expect(results.map((result) => result.status)).toEqual(["rejected", "fulfilled", "fulfilled", "fulfilled"]);
    expect(await ids()).toEqual([11, 12, 13]);
  });

  test("begun before close are answered, and refused after", async () => {
    const other = await openSqlite({ path: ":memory:", migrations: [] });
    const begun = other.transaction(async () => "done", isBrief);
    await other.close();
    expect(await begun).toBe("done");
    await expect(other.transaction(async () => "late", isBrief)).rejects.toMatchObject({ code: "STORE_CLOSED" });
  });

  test("a disk that is full fails every one of them, and the store works again when there is room", async () => {
    const small = await openSqlite({
      path: ":memory:",
      migrations: [{ component: "s", steps: [["CREATE TABLE t (x TEXT)"]] }],
    });
    await small.sql`PRAGMA max_page_count = 10`;
    const fill = (size: number) =>
      small.transaction((sql) => sql`INSERT INTO t (x) VALUES (${"x".repeat(size)})`, isBrief);
    const results = await Promise.allSettled([fill(1), fill(1_000_000), fill(1)]);
    expect(results.map((result) => result.status)).toEqual(["rejected", "rejected", "fulfilled"]);
    expect(results[0]).toMatchObject({ reason: { code: "STORE_UNAVAILABLE" } });
    expect(await small.sql`SELECT COUNT(*) AS count FROM t`).toEqual([{ count: 1 }]);
    await small.close();
  });
});
