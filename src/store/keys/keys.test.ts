import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestStore, testEngines } from "../testing/index.ts";
import { keyMigrations, keys, type NewKey } from "./index.ts";

describe.each(testEngines)("key records on $name", (engine) => {
  describe.skipIf(engine.isAbsent)("are kept", () => {
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

    test("a key is found by its hash, whole", async () => {
      const { sql } = opened.store;
      const inserted = await records.insert(sql, { ...key("k1"), expiresAt: 9_000 });
      expect(await records.findByHash(sql, "hash-k1")).toEqual(inserted.outcome === "inserted" && inserted.key);
      expect(await records.findByHash(sql, "hash-none")).toBeUndefined();
    });

    test("an id or a hash is taken once", async () => {
      const { sql } = opened.store;
      expect(await records.insert(sql, { ...key("k1"), hash: "other" })).toEqual({ outcome: "conflict" });
      expect(await records.insert(sql, { ...key("k9"), hash: "hash-k1" })).toEqual({ outcome: "conflict" });
    });

    test("another tenant's key is an unknown key", async () => {
      const { sql, transaction } = opened.store;
      expect(await records.find(sql, "t2", "k1")).toBeUndefined();
      expect(await records.revoke(sql, "t2", "k1")).toBeUndefined();
      expect(await transaction((tx) => records.rotate(tx, "t2", "k1", key("k2"), 2_000))).toEqual({
        outcome: "unknown",
      });
      expect(await records.findByHash(sql, "hash-k2")).toBeUndefined();
    });

    test("of 8 rotations at once one wins, with the new key and the old one's grace together", async () => {
      const { sql, transaction } = opened.store;
      await records.insert(sql, key("old"));
      const tries = Array.from({ length: 8 }, (_, index) =>
        transaction((tx) => records.rotate(tx, "t1", "old", key(`new${index}`), 5_000)),
      );
      const outcomes = (await Promise.all(tries)).map((result) => result.outcome);
      expect(outcomes.filter((outcome) => outcome === "rotated")).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === "replaced")).toHaveLength(7);
      const old = await records.find(sql, "t1", "old");
      expect(old).toMatchObject({ graceUntil: 5_000, replacedBy: expect.stringMatching(/^new\d$/) });
      expect(await records.find(sql, "t1", old?.replacedBy ?? "")).toMatchObject({ graceUntil: null });
    });

    test("a rotation to a taken id changes nothing", async () => {
      const { sql, transaction } = opened.store;
      await records.insert(sql, key("k5"));
      const result = await transaction((tx) => records.rotate(tx, "t1", "k5", key("k1"), 5_000));
      expect(result).toEqual({ outcome: "conflict" });
      expect(await records.find(sql, "t1", "k5")).toMatchObject({ replacedBy: null, graceUntil: null });
    });

    test("a revoked key keeps its first time, and cannot be rotated", async () => {
      const { sql, transaction } = opened.store;
      nowMs = 2_000;
      expect(await records.revoke(sql, "t1", "k1")).toMatchObject({ revokedAt: 2_000 });
      nowMs = 3_000;
      expect(await records.revoke(sql, "t1", "k1")).toMatchObject({ revokedAt: 2_000 });
      const result = await transaction((tx) => records.rotate(tx, "t1", "k1", key("k7"), 5_000));
      expect(result).toEqual({ outcome: "revoked" });
    });

    test("uses are written together, never back in time, and kept when the store fails", async () => {
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

    test("a tenant's keys are listed, and nobody else's", async () => {
      const { sql } = opened.store;
      await records.insert(sql, key("foreign", "t2"));
      expect((await records.list(sql, "t2")).map((record) => record.id)).toEqual(["foreign"]);
      expect((await records.list(sql, "t1")).map((record) => record.tenant)).not.toContain("t2");
    });
  });
});
