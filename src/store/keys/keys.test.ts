import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestStore, testEngines } from "../testing/index.ts";
import { type KeyPage, keyMigrations, keys, type NewKey } from "./index.ts";

describe.each(testEngines)("key records on $name", (engine) => {
  describe.skipIf(engine.isAbsent)("", () => {
    let opened: TestStore;
    let nowMs = 1_000;
    const records = keys({ clock: () => nowMs });
    const key = (id: string, tenant = "t1"): NewKey => ({
      id,
      tenant,
      prefix: "pk",
      start: "abcd",
      hash: `hash-${id}`,
      scopes: ["read", 'odd "scope"'],
      environment: "live",
    });
    beforeAll(async () => {
      opened = await engine.open([keyMigrations]);
    });
    afterAll(() => opened.drop());

    test("are found by their hash, complete", async () => {
      const { sql } = opened.store;
      const inserted = await records.insert(sql, { ...key("k1"), expiresAt: 9_000 });
      expect(await records.findByHash(sql, "hash-k1")).toEqual(inserted.status === "inserted" && inserted.key);
      expect(await records.findByHash(sql, "hash-none")).toBeUndefined();
    });

    test("cannot be inserted twice with the same id or hash", async () => {
      const { sql } = opened.store;
      expect(await records.insert(sql, { ...key("k1"), hash: "other" })).toEqual({ status: "conflict" });
      expect(await records.insert(sql, { ...key("k9"), hash: "hash-k1" })).toEqual({ status: "conflict" });
    });

    test("are unknown to another tenant", async () => {
      const { sql, transaction } = opened.store;
      expect(await records.find(sql, "t2", "k1")).toBeUndefined();
      expect(await records.revoke(sql, "t2", "k1")).toBeUndefined();
      expect(await transaction((tx) => records.rotate(tx, "t2", "k1", key("k2"), 2_000))).toEqual({
        status: "unknown",
      });
      expect(await records.findByHash(sql, "hash-k2")).toBeUndefined();
    });

    test("are rotated by exactly one of 8 concurrent rotations, together with the old key's grace period", async () => {
      const { sql, transaction } = opened.store;
      await records.insert(sql, key("old"));
      const tries = Array.from({ length: 8 }, (_, index) =>
        transaction((tx) => records.rotate(tx, "t1", "old", key(`new${index}`), 5_000)),
      );
      const statuses = (await Promise.all(tries)).map((result) => result.status);
      expect(statuses.filter((status) => status === "rotated")).toHaveLength(1);
      expect(statuses.filter((status) => status === "replaced")).toHaveLength(7);
      const old = await records.find(sql, "t1", "old");
      expect(old).toMatchObject({ graceUntil: 5_000, replacedBy: expect.stringMatching(/^new\d$/) });
      expect(await records.find(sql, "t1", old?.replacedBy ?? "")).toMatchObject({ graceUntil: null });
    });

    test("stay unchanged when they are rotated to an id that exists", async () => {
      const { sql, transaction } = opened.store;
      await records.insert(sql, key("k5"));
      const result = await transaction((tx) => records.rotate(tx, "t1", "k5", key("k1"), 5_000));
      expect(result).toEqual({ status: "conflict" });
      expect(await records.find(sql, "t1", "k5")).toMatchObject({ replacedBy: null, graceUntil: null });
    });

    test("keep the time of their first revocation, and cannot be rotated after it", async () => {
      const { sql, transaction } = opened.store;
      nowMs = 2_000;
      expect(await records.revoke(sql, "t1", "k1")).toMatchObject({ revokedAt: 2_000 });
      nowMs = 3_000;
      expect(await records.revoke(sql, "t1", "k1")).toMatchObject({ revokedAt: 2_000 });
      const result = await transaction((tx) => records.rotate(tx, "t1", "k1", key("k7"), 5_000));
      expect(result).toMatchObject({ status: "revoked", key: { revokedAt: 2_000, replacedBy: null } });
    });

    test("record the last use in one write, never move it back, and keep it when the write fails", async () => {
      const { sql } = opened.store;
      nowMs = 9_000;
      records.touch("k1");
      records.touch("unknown");
      const broken = { ...opened.store, transaction: () => Promise.reject(new Error("down")) };
      await expect(records.flush(broken)).rejects.toThrow("down");
      expect(await records.flush(opened.store)).toBe(2);
      nowMs = 4_000;
      records.touch("k1");
      expect(await records.flush(opened.store)).toBe(1);
      expect(await records.flush(opened.store)).toBe(0);
      expect(await records.find(sql, "t1", "k1")).toMatchObject({ lastUsedAt: 9_000 });
    });

    test("are listed in pages, newest first, by environment and scope", async () => {
      const { sql } = opened.store;
      for (const [index, scope] of ["a:read", "a:read", "a_read", "a:read:all", "a:read"].entries()) {
        nowMs = 20_000 + Math.floor(index / 2);
        await records.insert(sql, { ...key(`p${index}`, "t3"), scopes: ["x", scope], environment: `e${index % 2}` });
      }
      const found: string[] = [];
      for (let after: KeyPage["after"]; ; ) {
        const page = await records.page(sql, "t3", { limit: 2, after });
        found.push(...page.map(({ id }) => id));
        after = page.at(-1);
        if (page.length < 2) break;
      }
      expect(found).toEqual(["p4", "p3", "p2", "p1", "p0"]);
      const ids = async (page: Partial<KeyPage>) =>
        (await records.page(sql, "t3", { limit: 9, ...page })).map(({ id }) => id);
      expect(await ids({ scope: "a:read" })).toEqual(["p4", "p1", "p0"]);
      expect(await ids({ scope: "a_read" })).toEqual(["p2"]);
      expect(await ids({ environments: ["e1", "other"] })).toEqual(["p3", "p1"]);
      expect(await ids({ environments: ["e"] })).toEqual([]);
    });

    test("are deleted when they ended before the retention period, with their scopes", async () => {
      const { sql, transaction } = opened.store;
      nowMs = 100_000;
      const old = keys({ clock: () => nowMs, retentionMs: 1_000 });
      for (const id of ["q1", "q2", "q3", "q4"]) await old.insert(sql, { ...key(id, "t4"), scopes: [id] });
      await old.insert(sql, { ...key("q5", "t4"), expiresAt: 100_500 });
      await old.revoke(sql, "t4", "q1");
      await transaction((tx) => old.rotate(tx, "t4", "q2", key("q6", "t4"), 100_800));
      nowMs = 101_500;
      await old.revoke(sql, "t4", "q3");
      const count = async () => {
        let sum = 0;
        for (let deleted = 1; deleted > 0; sum += deleted) deleted = await transaction((tx) => old.purge(tx, 1));
        return sum;
      };
      // The keys of the tests before are revoked and expired too.
      await count();
      expect((await records.list(sql, "t4")).map(({ id }) => id)).toEqual(["q2", "q3", "q4", "q5", "q6"]);
      nowMs = 101_900;
      expect(await count()).toBe(2);
      expect((await records.list(sql, "t4")).map(({ id }) => id)).toEqual(["q3", "q4", "q6"]);
      expect(
        await sql`SELECT scope FROM errata_key_scopes WHERE tenant = ${"t4"} AND scope LIKE ${"q%"} ORDER BY scope`,
      ).toEqual([{ scope: "q3" }, { scope: "q4" }]);
      expect(await records.page(sql, "t4", { limit: 9, scope: "q1" })).toEqual([]);
      expect((await records.page(sql, "t4", { limit: 9, scope: "q4" })).map(({ id }) => id)).toEqual(["q4"]);
    });

    test("are listed for their own tenant only", async () => {
      const { sql } = opened.store;
      await records.insert(sql, key("foreign", "t2"));
      expect((await records.list(sql, "t2")).map((record) => record.id)).toEqual(["foreign"]);
      expect((await records.list(sql, "t1")).map((record) => record.tenant)).not.toContain("t2");
    });
  });
});
