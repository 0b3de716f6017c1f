import { describe, expect, it } from "vitest";
import type { EachEngine } from "../../testing/each-engine.ts";
import { rotationSuite } from "../../testing/rotation-suite.ts";
import { onEveryEngine, type RunningVision } from "../../testing/running-vision.ts";

rotationSuite(
  "API keys of accounts",
  onEveryEngine() as EachEngine<RunningVision>,
  async ({ openAccount, client }) => {
    const [account, other] = [await openAccount(), await openAccount()];
    return {
      foreignId: (await other.mint({})).keyId,
      async create(body) {
        const { key: secret, ...key } = (await account.post("/v1/keys", { scopes: ["account:read"], ...body })).json;
        return { ...key, secret };
      },
      rotate: (keyId, body, headers) => account.post(`/v1/keys/${keyId}/rotate`, body, headers),
      revoke: (keyId) => account.delete(`/v1/keys/${keyId}`),
      list: async (query = "") => (await account.get(`/v1/keys${query}`)).json,
      use: (secret) => client(secret).get("/v1/account"),
    };
  },
  {
    data: ({ json }) => json,
    secret: "key",
    days: 365,
    codes: {
      rotated: "KEY_ALREADY_ROTATED",
      inactive: "KEY_INACTIVE",
      unknown: "KEY_NOT_FOUND",
      invalid: ["VALIDATION_ERROR"],
      revoked: "DEACTIVATED_API_KEY",
      expired: "EXPIRED_API_KEY",
    },
  },
);

describe("keys", () => {
  onEveryEngine()((running) => {
    it("show their secret once, and afterwards their first characters, scopes, expiry and last use", async () => {
      const { openAccount, client, service } = running();
      const account = await openAccount();
      const made = await account.post("/v1/keys", { scopes: ["images:*"], expiresInDays: 30 });
      const { key, ...shown } = made.json;
      expect([made.status, key]).toEqual([201, expect.stringMatching(/^vis_live_\w{36}$/)]);
      expect(made.headers.get("cache-control")).toBe("no-store");
      expect(key).toContain(shown.start);
      const lifeMs = Date.parse(shown.expiresAt) - Date.parse(shown.createdAt);
      expect(Math.round(lifeMs / 1_000)).toBe(30 * 24 * 60 * 60);
      const list = await account.get("/v1/keys");
      expect(list.json.items).toContainEqual({
        ...shown,
        ...{ scopes: ["images:*"], deactivatedAt: null, lastUsedAt: null, graceUntil: null, replacedBy: null },
      });
      expect(list.text).not.toContain(key);
      await client(key).get("/v1/images");
      await service.backend.keys.flush(service.backend.store);
      await account.delete(`/v1/keys/${shown.id}`);
      const [gone] = (await account.get("/v1/keys")).json.items.filter(({ id }: any) => id === shown.id);
      expect([gone.deactivatedAt, gone.lastUsedAt]).toEqual([
        expect.stringMatching(/^\d{4}-/),
        expect.stringMatching(/^\d{4}-/),
      ]);
    });

    it("cannot live longer by rotating themselves, unless they can create keys", async () => {
      const { openAccount, client, service, advance } = running();
      const { mint } = await openAccount();
      const dayMs = 24 * 60 * 60 * 1_000;
      const now = service.backend.clock();
      const [reader, clerk] = [
        await mint({ scopes: ["account:read"], expiresAt: now + 10 * dayMs }),
        await mint({ scopes: ["keys:write"], expiresAt: now + 10 * dayMs }),
      ];
      advance(9 * dayMs);
      const left = async (key: typeof reader): Promise<number> => {
        const { json } = await key.post(`/v1/keys/${key.keyId}/rotate`);
        expect((await client(json.key).delete("/v1/keys/none")).status).toBe(key === clerk ? 404 : 403);
        return Math.round((Date.parse(json.expiresAt) - service.backend.clock()) / dayMs);
      };
      expect([await left(reader), await left(clerk)]).toEqual([1, 10]);
    });
  });
});
