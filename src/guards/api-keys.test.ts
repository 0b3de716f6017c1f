import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type ApiError, contract } from "../contract/index.ts";
import { keyMigrations, keys, type Store, StoreError } from "../store/index.ts";
import { type TestStore, testEngines } from "../store/testing/index.ts";
import { type ApiKeyGuard, type ApiKeyOptions, apiKeys } from "./api-keys.ts";
import { keyFormat } from "./key-format.ts";
import { type KeyManagement, keyManagement } from "./key-management.ts";
import { readCredential } from "./read-credential.ts";

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
    const watched = {
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
      apiKeys({ format, store, keys: watched, refusals, clock, ...over });
    const management = (guards: { forgetKey(hash: string): void }[] = []): KeyManagement =>
      keyManagement({ format, store, keys: records, guards, clock });
    const refusal = async (guard: ApiKeyGuard<any>, credential: string | null): Promise<ApiError> => {
      try {
        await guard(credential);
      } catch (error) {
        return error as ApiError;
      }
      throw new Error("the key was let in");
    };

    it("turns a minted key into its caller, and keeps no key in the store", async () => {
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

    it("asks the store nothing for a missing key, a typing error or another API's key", async () => {
      const { secret } = await management().mint({ tenant: "acme" });
      const mistyped = secret.slice(0, -1) + (secret.endsWith("0") ? "1" : "0");
      const guard = guardOf();
      expect((await refusal(guard, null)).code).toBe("UNAUTHENTICATED");
      expect((await refusal(guard, mistyped)).code).toBe("INVALID_API_KEY");
      expect((await refusal(guard, foreign.mint())).code).toBe("INVALID_API_KEY");
      expect((await refusal(guard, "x".repeat(100_000))).code).toBe("INVALID_API_KEY");
      expect(queries).toBe(0);
    });

    it("answers an unknown key, a malformed key and a foreign key alike", async () => {
      const guard = guardOf();
      const answers = await Promise.all(
        [format.mint(), foreign.mint(), "garbage", ""].map((key) => refusal(guard, key)),
      );
      for (const answer of answers) {
        expect(answer.toJSON()).toEqual(answers[0]?.toJSON());
        expect(answer.options?.headers).toBeUndefined();
        expect(answer.retryAfterMs).toBeUndefined();
      }
    });

    it("sees a revocation by another process within 10 s, and its own at once", async () => {
      const guard = guardOf();
      const other = await management().mint({ tenant: "acme" });
      await guard(other.secret);
      await management().revoke("acme", other.key.id);
      now += 9_999;
      await guard(other.secret);
      now += 1;
      const late = await refusal(guard, other.secret);
      expect(late.code).toBe("REVOKED_KEY");
      expect(late.details).toMatchObject({ keyId: other.key.id, revokedAt: new Date(now - 10_000).toISOString() });

      const own = await management().mint({ tenant: "acme" });
      await guard(own.secret);
      await management([guard]).revoke("acme", own.key.id);
      expect((await refusal(guard, own.secret)).code).toBe("REVOKED_KEY");
    });

    it("does not remember an answer that a revocation overtook", async () => {
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

    it("ends a key at its expiry to the millisecond, even from the cache", async () => {
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

    it("keeps a rotated key good until its grace ends, and not a millisecond longer, even from the cache", async () => {
      const guard = guardOf();
      const old = await management().mint({ tenant: "acme", scopes: ["a"] });
      await guard(old.secret);
      const rotation = await management([guard]).rotate("acme", old.key.id, 5_000);
      if (rotation.outcome !== "rotated") throw new Error(rotation.outcome);
      await guard(old.secret);
      now += 4_999;
      await guard(old.secret);
      const queriesBefore = queries;
      now += 1;
      expect((await refusal(guard, old.secret)).code).toBe("REVOKED_KEY");
      expect(queries).toBe(queriesBefore);
      await expect(guard(rotation.secret)).resolves.toMatchObject({ tenant: "acme", scopes: ["a"] });
    });

    it("rotates with no grace at once, a key only once, and nobody else's key", async () => {
      const guard = guardOf();
      const old = await management().mint({ tenant: "acme" });
      await guard(old.secret);
      expect(await management().rotate("evil", old.key.id, 0)).toEqual({ outcome: "unknown" });
      expect(await management().revoke("evil", old.key.id)).toBeUndefined();
      expect((await management([guard]).rotate("acme", old.key.id, 0)).outcome).toBe("rotated");
      expect((await refusal(guard, old.secret)).code).toBe("REVOKED_KEY");
      expect(await management().rotate("acme", old.key.id, 0)).toEqual({ outcome: "replaced" });
      await expect(management().rotate("acme", old.key.id, 31 * 86_400_000)).rejects.toThrow(/30 days.*2678400000/s);
    });

    it("shares one query between concurrent requests of one key, for known and for unknown keys", async () => {
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

    it("keeps known keys in memory whatever flood of unknown ones comes", async () => {
      const { secret } = await management().mint({ tenant: "acme" });
      const guard = guardOf({ maxEntries: 10 });
      await guard(secret);
      for (let index = 0; index < 50; index++) await refusal(guard, format.mint());
      queries = 0;
      await guard(secret);
      expect(queries).toBe(0);
    });

    it("lets known keys in for 60 s while the store is down, and never calls a good key wrong", async () => {
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

    it("enforces a deadline on a key that is let in from memory while the store is down", async () => {
      const { secret } = await management().mint({ tenant: "acme", expiresAt: now + 20_000 });
      const guard = guardOf();
      await guard(secret);
      failure = new StoreError("STORE_TIMEOUT", "slow");
      now += 20_000;
      expect((await refusal(guard, secret)).code).toBe("EXPIRED_KEY");
    });

    it("passes on a fault of the program instead of serving what it remembers", async () => {
      const { secret } = await management().mint({ tenant: "acme" });
      const guard = guardOf();
      await guard(secret);
      failure = new TypeError("bug");
      now += 10_000;
      expect(await refusal(guard, secret)).toBe(failure);
    });

    it("counts a lookup beyond its budget as a store that is down", async () => {
      const { secret } = await management().mint({ tenant: "acme" });
      const frozen = { ...records, findByHash: () => new Promise<never>(() => undefined) };
      expect(await refusal(guardOf({ keys: frozen, budgetMs: 5 }), secret)).toMatchObject({ code: "STORE_TIMEOUT" });
    });

    it("asks again when the clock was set back, because the age of what it remembers is unknown", async () => {
      const { secret } = await management().mint({ tenant: "acme" });
      const guard = guardOf();
      await guard(secret);
      now -= 3_600_000;
      await guard(secret);
      now += 3_600_000;
      expect(queries).toBe(2);
    });

    it("refuses a tenant whose account is inactive or gone, within 10 s or as soon as it is told", async () => {
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

    it("lets in the keys of several environments and says which", async () => {
      const test = keyFormat({ prefix: "imk", environment: "test" });
      const guard = guardOf({ format: [format, test] });
      const { secret } = await keyManagement({ format: test, store, keys: records, clock }).mint({ tenant: "acme" });
      await expect(guard(secret)).resolves.toMatchObject({ environment: "test" });
      expect((await refusal(guardOf(), secret)).code).toBe("INVALID_API_KEY");
    });

    it("refuses to be made with a cache that would hide a revocation for longer than 10 s", () => {
      expect(() => guardOf({ cacheTtlMs: 10_001 })).toThrow(/0 to 10000.*10001/);
    });
  });
});

describe("credential of a request", () => {
  const read = (headers: Record<string, string>): string | null => readCredential(new Headers(headers));

  it("comes from a bearer token or X-Api-Key, and from nothing else", () => {
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
