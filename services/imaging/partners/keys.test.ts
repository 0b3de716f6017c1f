import { describe, expect, it } from "vitest";
import type { Reply } from "../../testing/http-client.ts";
import { rotationSuite } from "../../testing/rotation-suite.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

const codes = {
  rotated: "KEY_ALREADY_ROTATED",
  inactive: "KEY_INACTIVE",
  unknown: "KEY_NOT_FOUND",
  invalid: ["VALIDATION_FAILED"],
  revoked: "INVALID_API_KEY",
  expired: "INVALID_API_KEY",
};
const data = ({ json }: Reply) => json.data;

rotationSuite(
  "API keys of partners",
  onEveryEngine,
  async ({ openPartner, client }) => {
    const [partner, other] = [await openPartner(), await openPartner()];
    return {
      foreignId: (await other.post("/v1/keys", {})).json.data.id,
      async create(body = {}) {
        const { key: secret, ...key } = (await partner.post("/v1/keys", body)).json.data;
        return { ...key, secret };
      },
      rotate: (keyId, body, headers) => partner.post(`/v1/keys/${keyId}/rotate`, body, headers),
      revoke: (keyId) => partner.delete(`/v1/keys/${keyId}`),
      list: async (query = "") => (await partner.get(`/v1/keys${query}`)).json.data,
      use: (secret) => client(secret).get("/v1/partner"),
    };
  },
  { data, secret: "key", days: 365, codes },
);

rotationSuite(
  "tokens of users",
  onEveryEngine,
  async ({ openPartner, client }) => {
    const partner = await openPartner();
    const customer = `/v1/customers/${await partner.newCustomer()}`;
    const add = async (): Promise<string> =>
      `${customer}/users/${(await partner.post(`${customer}/users`, { name: "Uma" })).json.data.id}/tokens`;
    const [tokens, others] = [await add(), await add()];
    return {
      foreignId: (await partner.post(others, {})).json.data.id,
      async create(body = {}) {
        const { token: secret, ...token } = (await partner.post(tokens, body)).json.data;
        return { ...token, secret };
      },
      rotate: (tokenId, body, headers) => partner.post(`${tokens}/${tokenId}/rotate`, body, headers),
      revoke: (tokenId) => partner.delete(`${tokens}/${tokenId}`),
      list: async (query = "") => (await partner.get(`${tokens}${query}`)).json.data,
      use: (secret) => client(secret).get(`${customer}/studies`),
    };
  },
  { data, secret: "token", days: 90, codes },
);

describe("API keys of partners", () => {
  onEveryEngine((running) => {
    it("of the kind test cannot create, rotate or revoke those of the kind live, and stay of their kind", async () => {
      const { openPartner, client } = running();
      const partner = await openPartner();
      const live = (await partner.post("/v1/keys", {})).json.data;
      const made = (await partner.post("/v1/keys", { mode: "test" })).json.data;
      expect([live.key, made.key]).toEqual([
        expect.stringMatching(/^img_live_\w{36}$/),
        expect.stringMatching(/^img_test_\w{36}$/),
      ]);
      const tester = client(made.key);
      for (const reply of [
        await tester.post("/v1/keys", { mode: "live" }),
        await tester.post(`/v1/keys/${live.id}/rotate`),
        await tester.delete(`/v1/keys/${live.id}`),
      ]) {
        expect([reply.status, reply.json.error]).toMatchObject([
          400,
          { code: "FORBIDDEN", details: { reason: "test_key" } },
        ]);
      }
      const rotated = (await tester.post(`/v1/keys/${made.id}/rotate`)).json.data;
      expect([rotated.mode, rotated.key]).toEqual(["test", expect.stringMatching(/^img_test_/)]);
      expect((await client(live.key).get("/v1/partner")).status).toBe(200);
    });
  });
});

describe("users", () => {
  onEveryEngine((running) => {
    it("can rotate only the token of the request, which keeps its expiry", async () => {
      const { openPartner, client, advance } = running();
      const partner = await openPartner();
      const users = `/v1/customers/${await partner.newCustomer()}/users`;
      const { id, token } = (await partner.post(users, { name: "Uma", expiresInDays: 10 })).json.data;
      const other = (await partner.post(`${users}/${id}/tokens`, {})).json.data;
      const own = (await partner.get(`${users}/${id}/tokens`)).json.data.items.at(-1);
      const user = client(token);
      advance(9 * 24 * 60 * 60 * 1_000);
      for (const reply of [
        await user.post(`${users}/${id}/tokens/${other.id}/rotate`),
        await user.get(`${users}/${id}/tokens`),
        await user.post(`${users}/${id}/tokens`, {}),
        await user.delete(`${users}/${id}/tokens/${own.id}`),
        await user.delete(`${users}/${id}`),
        await user.get("/v1/keys"),
        await user.post("/v1/keys", {}),
        await user.post(`/v1/keys/${own.id}/rotate`),
      ]) {
        expect(reply.json.error.code).toBe("INVALID_API_KEY");
      }
      const { data: next } = (await user.post(`${users}/${id}/tokens/${own.id}/rotate`)).json;
      expect(next.expiresAt).toBe(own.expiresAt);
      expect((await client(next.token).get(users.replace("users", "studies"))).status).toBe(200);
    });

    it("lose every token when they are deleted, also one that is rotated at the same time, and leave reports that the partner can delete", async () => {
      const { partner, customerId, path } = await running().openStudy();
      const users = `/v1/customers/${customerId}/users`;
      const { id, token } = (await partner.post(users, { name: "Uma" }, { "Idempotency-Key": "uma" })).json.data;
      const user = running().client(token);
      const report = (await user.upload(path, "no finding", "a.txt", "text/plain")).json.data;
      const [first] = (await partner.get(`${users}/${id}/tokens`)).json.data.items;
      const [rotated, deleted] = await Promise.all([
        partner.post(`${users}/${id}/tokens/${first.id}/rotate`),
        partner.delete(`${users}/${id}`),
      ]);
      expect(deleted.status).toBe(204);
      const secrets = [token, ...(rotated.status === 201 ? [rotated.json.data.token] : [])];
      for (const secret of secrets) {
        const reply = await running().client(secret).get(`/v1/customers/${customerId}/studies`);
        expect(reply.json.error.code).toBe("INVALID_API_KEY");
      }
      expect((await partner.get(users)).json.data.items).toEqual([]);
      const again = await partner.post(users, { name: "Uma" }, { "Idempotency-Key": "uma" });
      expect(again.json.error.code).toBe("USER_NOT_FOUND");
      expect((await partner.delete(`/v1/customers/${customerId}/reports/${report.id}`)).status).toBe(200);
      const rows = await running().service.backend.store.sql`SELECT name FROM imaging_users WHERE id = ${id}`;
      expect(rows).toEqual([{ name: "" }]);
    });
  });
});
