import { AsyncLocalStorage } from "node:async_hooks";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../store.ts";
import { openSqlite } from "./index.ts";

const sqlOnly = { sqlOnly: true };
const tables = { component: "suite", steps: [["CREATE TABLE things (id BIGINT PRIMARY KEY, CHECK (id >= 0))"]] };

describe("transactions with sqlOnly", () => {
  let store: Store;
  beforeAll(async () => {
    store = await openSqlite({ path: ":memory:", migrations: [tables] });
  });
  beforeEach(() => store.sql`DELETE FROM things`);
  afterAll(() => store.close());
  const ids = async () => (await store.sql`SELECT id FROM things ORDER BY id`).map((row) => row.id);
  const insert = (id: number) => store.transaction((sql) => sql`INSERT INTO things (id) VALUES (${id})`, sqlOnly);

  test("commit or roll back on their own when they share a commit", async () => {
    const results = await Promise.allSettled([insert(1), insert(-1), insert(1), insert(2)]);
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
    expect(await ids()).toEqual([1, 2]);
  });

  test("commit when the first of them rolls back", async () => {
    const results = await Promise.allSettled([insert(-1), insert(1), insert(-1), insert(2)]);
    expect(results.map((result) => result.status)).toEqual(["rejected", "fulfilled", "rejected", "fulfilled"]);
    expect(await ids()).toEqual([1, 2]);
    await expect(insert(-1)).rejects.toThrow("CHECK");
    expect(await ids()).toEqual([1, 2]);
  });

  test("see the writes of earlier transactions in the same commit", async () => {
    const seen = store.transaction((sql) => sql`SELECT COUNT(*) AS count FROM things`, sqlOnly);
    await Promise.all([seen, insert(5)]);
    const after = await Promise.all([
      insert(6),
      store.transaction((sql) => sql`SELECT COUNT(*) AS count FROM things`, sqlOnly),
    ]);
    expect([await seen, after[1]]).toEqual([[{ count: 0 }], [{ count: 2 }]]);
  });

  test("are rolled back with STORE_NOT_SQL_ONLY when they await something else, while the others commit", async () => {
    let late: Promise<unknown> = Promise.resolve();
    const slow = store.transaction(async (sql) => {
      await sql`INSERT INTO things (id) VALUES (7)`;
      await new Promise((resolve) => setTimeout(resolve, 200));
      late = sql`INSERT INTO things (id) VALUES (8)`;
      await late;
    }, sqlOnly);
    const both = Promise.allSettled([insert(3), slow, insert(4)]);
    expect((await both).map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    await expect(slow).rejects.toMatchObject({ code: "STORE_NOT_SQL_ONLY" });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await expect(late).rejects.toMatchObject({ code: "STORE_NO_TRANSACTION" });
    expect(await ids()).toEqual([3, 4]);
  });

  test("run in the async context of their own caller", async () => {
    const request = new AsyncLocalStorage<string>();
    const name = (id: string) => request.run(id, () => store.transaction(async () => request.getStore(), sqlOnly));
    expect(await Promise.all(["a", "b", "c"].map(name))).toEqual(["a", "b", "c"]);
  });

  test("alternate with other transactions and single statements", async () => {
    const long = store.transaction(async (sql) => {
      await sql`INSERT INTO things (id) VALUES (10)`;
      await new Promise((resolve) => setTimeout(resolve, 5));
      throw new Error("rolled back");
    });
    const results = await Promise.allSettled([
      long,
      insert(11),
      store.sql`INSERT INTO things (id) VALUES (12)`,
      insert(13),
    ]);
    expect(results.map((result) => result.status)).toEqual(["rejected", "fulfilled", "fulfilled", "fulfilled"]);
    expect(await ids()).toEqual([11, 12, 13]);
  });

  test("finish if they started before close, and throw STORE_CLOSED after it", async () => {
    const other = await openSqlite({ path: ":memory:", migrations: [] });
    const started = other.transaction(async () => "done", sqlOnly);
    await other.close();
    expect(await started).toBe("done");
    await expect(other.transaction(async () => "late", sqlOnly)).rejects.toMatchObject({ code: "STORE_CLOSED" });
  });

  test("all fail when the disk is full, and the store works again once there is space", async () => {
    const small = await openSqlite({
      path: ":memory:",
      migrations: [{ component: "s", steps: [["CREATE TABLE t (x TEXT)"]] }],
    });
    await small.sql`PRAGMA max_page_count = 10`;
    const fill = (size: number) =>
      small.transaction((sql) => sql`INSERT INTO t (x) VALUES (${"x".repeat(size)})`, sqlOnly);
    const results = await Promise.allSettled([fill(1), fill(1_000_000), fill(1)]);
    expect(results.map((result) => result.status)).toEqual(["rejected", "rejected", "fulfilled"]);
    expect(results[0]).toMatchObject({ reason: { code: "STORE_UNAVAILABLE" } });
    expect(await small.sql`SELECT COUNT(*) AS count FROM t`).toEqual([{ count: 1 }]);
    await small.close();
  });
});
