import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type ApiError, contract } from "../../contract/index.ts";
import { keyMigrations, keys, type Store, StoreError } from "../../store/index.ts";
import { type TestStore, testEngines } from "../../store/testing/index.ts";
import { type ApiKeyGuard, type ApiKeyOptions, apiKeys, readCredential } from "./api-keys.ts";
import { keyFormat } from "./key-format.ts";
import { type KeyManagement, keyManagement } from "./key-management.ts";

const api = contract({
  name: "keys",
  version: "1.0.0",
  errors: {
    UNAUTHENTICATED: { kind: "unauthenticated", when: "No key.", message: "Send a key." },
    INVALID_API_KEY: { kind: "invalid_credential", when: "No such key.", message: "Invalid key." },
    REVOKED_KEY: {
      kind: "invalid_credential",
      when: "The key was revoked.",
      message: "Key {start}… was revoked.",
      details: z.object({ keyId: z.string(), start: z.string(), revokedAt: z.string() }),
    },
    EXPIRED_KEY: {
      kind: "expired_credential",
      when: "The key expired.",
      message: "Key expired at {expiredAt}.",
      details: z.object({ expiredAt: z.string() }),
    },
    INACTIVE: { kind: "account_restricted", when: "The account is inactive.", message: "Account inactive." },
  },
});
const refusals = {
  missing: api.error.UNAUTHENTICATED,
  unknown: api.error.INVALID_API_KEY,
  revoked: api.error.REVOKED_KEY,
  expired: api.error.EXPIRED_KEY,
  inactive: api.error.INACTIVE,
};
const format = keyFormat({ prefix: "imk", environment: "live" });
const foreign = keyFormat({ prefix: "other", environment: "live" });

describe.each(testEngines)("API keys on $name", (engine) => {
  describe.skipIf(engine.isAbsent)("", () => {
    let opened: TestStore;
    let store: Store;
    let now = 1_700_000_000_000;
    let queries = 0;
    let failure: Error | undefined;
    const clock = (): number => now;
    const records = keys({ clock });
    const countingKeys = {
      ...records,
      findByHash: async (...parameters: Parameters<typeof records.findByHash>) => {
        queries++;
        if (failure !== undefined) throw failure;
        return await records.findByHash(...parameters);
      },
    };

    beforeAll(async () => {
      opened = await engine.open([keyMigrations]);
      store = opened.store;
    });
    afterAll(() => opened.drop());
    beforeEach(() => {
      queries = 0;
      failure = undefined;
    });

    const guardOf = (over: Partial<ApiKeyOptions<undefined>> = {}): ApiKeyGuard<undefined> =>
      apiKeys({ format, store, keys: countingKeys, refusals, clock, ...over });
    const management = (guards: { forgetKey(hash: string): void }[] = []): KeyManagement =>
      keyManagement({ format, store, keys: records, guards, clock });
    const refusal = async (guard: ApiKeyGuard<any>, credential: string | null): Promise<ApiError> => {
      try {
        await guard(credential);
      } catch (error) {
        return error as ApiError;
      }
      throw new Error("the key was accepted");
    };

    it("returns the caller of a minted key, and stores no secret", async () => {
      const { secret, key } = await management().mint({ tenant: "acme", scopes: ["studies:read"] });
      await expect(guardOf()(secret)).resolves.toEqual({
        tenant: "acme",
        keyId: key.id,
        scopes: ["studies:read"],
        environment: "live",
        account: undefined,
      });
      const rows = await store.sql`SELECT * FROM errata_keys WHERE id = ${key.id}`;
      expect(JSON.stringify(rows)).not.toContain(secret.slice(13));
      expect(key.start).toBe(secret.slice(9, 13));
    });

    it("rejects a missing key, a typo or another API's key without querying the store", async () => {
      const { secret } = await management().mint({ tenant: "acme" });
      const mistyped = secret.slice(0, -1) + (secret.endsWith("0") ? "1" : "0");
      const guard = guardOf();
      expect((await refusal(guard, null)).code).toBe("UNAUTHENTICATED");
      expect((await refusal(guard, mistyped)).code).toBe("INVALID_API_KEY");
      expect((await refusal(guard, foreign.mint())).code).toBe("INVALID_API_KEY");
      expect((await refusal(guard, "x".repeat(100_000))).code).toBe("INVALID_API_KEY");
      expect(queries).toBe(0);
    });

    it("rejects unknown, malformed and foreign keys with identical errors", async () => {
      const guard = guardOf();
      const errors = await Promise.all(
        [format.mint(), foreign.mint(), "garbage", ""].map((key) => refusal(guard, key)),
      );
      for (const error of errors) {
        expect(error.toJSON()).toEqual(errors[0]?.toJSON());
        expect(error.options?.headers).toBeUndefined();
        expect(error.retryAfterMs).toBeUndefined();
      }
    });

    it("rejects a key within 10 s after another process revoked it, and at once after this process did", async () => {
      // PostgreSQL would report the revocation, at any time within the 10 s.
      const guard = guardOf({ store: { sql: store.sql } });
      const other = await management().mint({ tenant: "acme" });
      await guard(other.secret);
      await management().revoke("acme", other.key.id);
      now += 9_999;
      await guard(other.secret);
      now += 1;
      const late = await refusal(guard, other.secret);
      expect(late.code).toBe("REVOKED_KEY");
      expect(late.details).toMatchObject({ keyId: other.key.id, revokedAt: new Date(now - 10_000).toISOString() });

      const local = await management().mint({ tenant: "acme" });
      await guard(local.secret);
      await management([guard]).revoke("acme", local.key.id);
      expect((await refusal(guard, local.secret)).code).toBe("REVOKED_KEY");
    });

    it("does not cache a record that was read before a concurrent revocation", async () => {
      const { secret, key } = await management().mint({ tenant: "acme" });
      let proceed = (): void => undefined;
      let arrive = (): void => undefined;
      const gate = new Promise<void>((resolve) => {
        proceed = resolve;
      });
      const arrived = new Promise<void>((resolve) => {
        arrive = resolve;
      });
      const slow = {
        ...records,
        findByHash: async (...parameters: Parameters<typeof records.findByHash>) => {
          const found = await records.findByHash(...parameters);
          arrive();
          await gate;
          return found;
        },
      };
      const guard = guardOf({ keys: slow });
      const first = guard(secret);
      await arrived;
      await management([guard]).revoke("acme", key.id);
      proceed();
      await first;
      expect((await refusal(guard, secret)).code).toBe("REVOKED_KEY");
    });

    it("rejects a cached key from the millisecond at which it expires", async () => {
      const { secret } = await management().mint({ tenant: "acme", expiresAt: now + 5_000 });
      const guard = guardOf();
      now += 4_999;
      await guard(secret);
      now += 1;
      const expired = await refusal(guard, secret);
      expect(expired.code).toBe("EXPIRED_KEY");
      expect(expired.details).toEqual({ expiredAt: new Date(now).toISOString() });
      expect(queries).toBe(1);
    });

    it("accepts a rotated key until its grace period ends, even from the cache", async () => {
      const guard = guardOf();
      const old = await management().mint({ tenant: "acme", scopes: ["a"] });
      await guard(old.secret);
      const rotation = await management([guard]).rotate("acme", old.key.id, 5_000);
      if (rotation.status !== "rotated") throw new Error(rotation.status);
      await guard(old.secret);
      now += 4_999;
      await guard(old.secret);
      const queriesBefore = queries;
      now += 1;
      expect((await refusal(guard, old.secret)).code).toBe("REVOKED_KEY");
      expect(queries).toBe(queriesBefore);
      await expect(guard(rotation.secret)).resolves.toMatchObject({ tenant: "acme", scopes: ["a"] });
    });

    it("ends a key at once without a grace period, rotates it once, and rejects other tenants", async () => {
      const guard = guardOf();
      const old = await management().mint({ tenant: "acme" });
      await guard(old.secret);
      expect(await management().rotate("evil", old.key.id, 0)).toEqual({ status: "unknown" });
      expect(await management().revoke("evil", old.key.id)).toBeUndefined();
      expect((await management([guard]).rotate("acme", old.key.id, 0)).status).toBe("rotated");
      expect((await refusal(guard, old.secret)).code).toBe("REVOKED_KEY");
      expect(await management().rotate("acme", old.key.id, 0)).toMatchObject({ status: "replaced" });
      await expect(management().rotate("acme", old.key.id, 31 * 86_400_000)).rejects.toThrow(/30 days.*2678400000/s);
    });

    it("names the new key when a rotation is repeated, and leaves both keys valid", async () => {
      const guard = guardOf();
      const old = await management().mint({ tenant: "acme" });
      const first = await management([guard]).rotate("acme", old.key.id, 5_000);
      if (first.status !== "rotated") throw new Error(first.status);
      const again = await management([guard]).rotate("acme", old.key.id, 0);
      expect(again).toEqual({ status: "replaced", key: first.old });
      expect(first.old).toMatchObject({ replacedBy: first.key.id, graceUntil: now + 5_000 });
      await guard(old.secret);
      await guard(first.secret);
    });

    it("gives the new key the expiry of the old one or another, and ends the grace period at the old expiry", async () => {
      const expiring = { tenant: "acme", expiresAt: now + 1_000 };
      const [one, other] = [await management().mint(expiring), await management().mint(expiring)];
      const same = await management().rotate("acme", one.key.id, 5_000);
      expect(same).toMatchObject({ key: { expiresAt: now + 1_000 }, old: { graceUntil: now + 1_000 } });
      const never = await management().rotate("acme", other.key.id, 5_000, null);
      expect(never).toMatchObject({ key: { expiresAt: null }, old: { graceUntil: now + 1_000 } });
    });

    it("does not rotate a key that is revoked or expired, or has another format", async () => {
      const [revoked, expired] = [
        await management().mint({ tenant: "acme" }),
        await management().mint({ tenant: "acme", expiresAt: now }),
      ];
      await management().revoke("acme", revoked.key.id);
      expect(await management().rotate("acme", revoked.key.id, 0)).toMatchObject({ status: "revoked" });
      expect(await management().rotate("acme", expired.key.id, 0)).toEqual({ status: "expired", key: expired.key });
      const test = keyFormat({ prefix: "imk", environment: "test" });
      const minted = await keyManagement({ format: test, store, keys: records, clock }).mint({ tenant: "acme" });
      expect(await management().rotate("acme", minted.key.id, 0)).toEqual({ status: "unknown" });
    });

    it("shares one query between concurrent requests with the same key, valid or unknown", async () => {
      const { secret } = await management().mint({ tenant: "acme" });
      const guard = guardOf();
      await Promise.all(Array.from({ length: 50 }, () => guard(secret)));
      expect(queries).toBe(1);
      const unknown = format.mint();
      await Promise.all(Array.from({ length: 50 }, () => refusal(guard, unknown)));
      expect(queries).toBe(2);
      await refusal(guard, unknown);
      expect(queries).toBe(2);
      now += 5_000;
      await refusal(guard, unknown);
      expect(queries).toBe(3);
    });

    it("keeps valid keys cached during a flood of unknown keys", async () => {
      const { secret } = await management().mint({ tenant: "acme" });
      const guard = guardOf({ maxEntries: 10 });
      await guard(secret);
      for (let index = 0; index < 50; index++) await refusal(guard, format.mint());
      queries = 0;
      await guard(secret);
      expect(queries).toBe(0);
    });

    it("accepts cached keys for 60 s while the store is down, and throws the store's error for others", async () => {
      const { secret } = await management().mint({ tenant: "acme" });
      const fresh = await management().mint({ tenant: "acme" });
      const guard = guardOf();
      await guard(secret);
      failure = new StoreError("STORE_UNAVAILABLE", "down");
      now += 30_000;
      await guard(secret);
      await guard(secret);
      expect(queries).toBe(2);
      expect(await refusal(guard, fresh.secret)).toBe(failure);
      now += 29_999;
      await guard(secret);
      now += 1;
      expect(await refusal(guard, secret)).toBe(failure);
      failure = undefined;
      now += 1_000;
      await guard(secret);
    });

    it("rejects an expired key that is cached while the store is down", async () => {
      const { secret } = await management().mint({ tenant: "acme", expiresAt: now + 20_000 });
      const guard = guardOf();
      await guard(secret);
      failure = new StoreError("STORE_TIMEOUT", "slow");
      now += 20_000;
      expect((await refusal(guard, secret)).code).toBe("EXPIRED_KEY");
    });

    it("rethrows a program error instead of using the cache", async () => {
      const { secret } = await management().mint({ tenant: "acme" });
      const guard = guardOf();
      await guard(secret);
      failure = new TypeError("bug");
      now += 10_000;
      expect(await refusal(guard, secret)).toBe(failure);
    });

    it("throws STORE_TIMEOUT when a lookup takes longer than timeoutMs", async () => {
      const { secret } = await management().mint({ tenant: "acme" });
      const frozen = { ...records, findByHash: () => new Promise<never>(() => undefined) };
      expect(await refusal(guardOf({ keys: frozen, timeoutMs: 5 }), secret)).toMatchObject({ code: "STORE_TIMEOUT" });
    });

    it("queries again when the clock was set back, because the age of the cache is unknown", async () => {
      const { secret } = await management().mint({ tenant: "acme" });
      const guard = guardOf();
      await guard(secret);
      now -= 3_600_000;
      await guard(secret);
      now += 3_600_000;
      expect(queries).toBe(2);
    });

    it("rejects a tenant whose account is inactive or missing, within 10 s or at once after forgetTenant", async () => {
      const accounts = new Map([["acme", { active: true, tier: "gold" }]]);
      const guard = apiKeys({
        format,
        store,
        keys: records,
        refusals,
        clock,
        account: async (tenant: string) => accounts.get(tenant),
      });
      const { secret } = await management().mint({ tenant: "acme" });
      const caller = await guard(secret);
      expect(caller.account.tier).toBe("gold");
      accounts.set("acme", { active: false, tier: "gold" });
      await guard(secret);
      guard.forgetTenant("acme");
      expect((await refusal(guard, secret)).code).toBe("INACTIVE");
      const orphan = await management().mint({ tenant: "nobody" });
      expect((await refusal(guard, orphan.secret)).code).toBe("INACTIVE");
      accounts.set("acme", { active: true, tier: "gold" });
      now += 10_000;
      await guard(secret);
    });

    it("accepts keys of several environments and returns the environment", async () => {
      const test = keyFormat({ prefix: "imk", environment: "test" });
      const guard = guardOf({ format: [format, test] });
      const { secret } = await keyManagement({ format: test, store, keys: records, clock }).mint({ tenant: "acme" });
      await expect(guard(secret)).resolves.toMatchObject({ environment: "test" });
      expect((await refusal(guardOf(), secret)).code).toBe("INVALID_API_KEY");
    });

    it("throws for a cacheTtlMs above 10 s", () => {
      expect(() => guardOf({ cacheTtlMs: 10_001 })).toThrow(/0 to 10000.*10001/);
    });
  });
});

describe("readCredential", () => {
  const read = (headers: Record<string, string>): string | null => readCredential(new Headers(headers));

  it("returns a bearer token or X-Api-Key, and null for anything else", () => {
    expect(read({ Authorization: "Bearer abc" })).toBe("abc");
    expect(read({ Authorization: "bearer   abc " })).toBe("abc");
    expect(read({ "X-Api-Key": " abc " })).toBe("abc");
    expect(read({ Authorization: "Basic abc", "X-Api-Key": "def" })).toBe("def");
    expect(read({ Authorization: "Bearer abc", "X-Api-Key": "def" })).toBe("abc");
    expect(read({})).toBeNull();
    expect(read({ Authorization: "Bearer " })).toBeNull();
    expect(read({ Authorization: "Basic abc" })).toBeNull();
    expect(read({ Authorization: "abc" })).toBeNull();
  });
});
