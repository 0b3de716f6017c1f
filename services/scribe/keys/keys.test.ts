import { describe, expect, it } from "vitest";
import { rotationSuite } from "../../testing/rotation-suite.ts";
import { expectRefused, onEveryEngine } from "../../testing/running-scribe.ts";

rotationSuite(
  "API keys of accounts",
  onEveryEngine,
  async ({ openAccount, client }) => {
    const [account, other] = [await openAccount(), await openAccount()];
    return {
      foreignId: (await other.post("/v1/keys", { scopes: ["account:read"] })).json.id,
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
      rotated: "key_already_rotated",
      inactive: "key_inactive",
      unknown: "resource_not_found",
      invalid: ["parameter_invalid"],
      revoked: "authentication_required",
      expired: "authentication_required",
    },
  },
);

describe("API keys", () => {
  onEveryEngine((running) => {
    it("cannot create or rotate a key with more scopes, but rotate themselves, with the same expiry unless they can create keys", async () => {
      const { openAccount, client, advance } = running();
      const account = await openAccount();
      const create = async (...scopes: string[]) =>
        (await account.post("/v1/keys", { scopes, expiresInDays: 10 })).json;
      const [clerk, reader, writer] = [
        await create("keys:*", "patients:read"),
        await create("patients:read"),
        await create("patients:*"),
      ];
      const denied = (scope: string) => ({
        type: "permission_error",
        code: "permission_denied",
        message: `The API key does not have the scope ${scope}.`,
      });
      const [asClerk, asReader] = [client(clerk.key), client(reader.key)];
      for (const scope of ["patients:write", "patients:*", "*"]) {
        expectRefused(await asClerk.post("/v1/keys", { scopes: ["patients:read", scope] }), 403, denied(scope));
      }
      expectRefused(await asClerk.post(`/v1/keys/${writer.id}/rotate`), 403, denied("patients:*"));
      expectRefused(await asReader.post(`/v1/keys/${clerk.id}/rotate`), 403, denied("keys:write"));
      advance(9 * 24 * 60 * 60 * 1_000);
      const own = (await asReader.post(`/v1/keys/${reader.id}/rotate`)).json;
      expect([own.scopes, own.expiresAt]).toEqual([["patients:read"], reader.expiresAt]);
      const renewed = (await asClerk.post(`/v1/keys/${clerk.id}/rotate`)).json;
      expect(Date.parse(renewed.expiresAt)).toBeGreaterThan(Date.parse(clerk.expiresAt));
    });
  });
});
