import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { imagingDemo } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";
import { stableHeaders } from "../../testing/stable-headers.ts";

describe("KEY_NOT_FOUND", () => {
  recordsExchange(imagingDemo, "KEY_NOT_FOUND", {
    steps: [
      as("acme").post("/v1/keys", { mode: "test" }, { note: "creates a key", capture: { keyId: "/data/id" } }),
      as("acme").delete("/v1/keys/key_000000000000000000000000", { note: "no such key" }),
    ],
    works: as("acme").delete("/v1/keys/{{keyId}}", { note: "the new key" }),
  });

  onEveryEngine((running) => {
    it("returns the same bytes for a malformed id, another partner's key, a user's token and another user's token", async () => {
      const { openPartner } = running();
      const [partner, other] = [await openPartner(), await openPartner()];
      const foreign = (await other.post("/v1/keys", {})).json.data.id;
      const own = (await partner.post("/v1/keys", {})).json.data.id;
      const users = `/v1/customers/${await partner.newCustomer()}/users`;
      const [una, uma] = [
        (await partner.post(users, { name: "Una" })).json.data.id,
        (await partner.post(users, { name: "Uma" })).json.data.id,
      ];
      const [token] = (await partner.get(`${users}/${uma}/tokens`)).json.data.items;
      const keys = ["key_0", "%00", foreign, token.id].map((id) => `/v1/keys/${id}`);
      const tokens = ["key_0", "%00", foreign, own, token.id].map((id) => `${users}/${una}/tokens/${id}`);
      const replies = [];
      for (const path of [...keys, ...tokens]) {
        replies.push(await partner.post(`${path}/rotate`), await partner.delete(path));
      }
      for (const reply of replies) {
        expectError(reply, 404, { code: "KEY_NOT_FOUND", message: "Key not found." });
        expect(stableHeaders(reply)).toEqual(stableHeaders(replies[0]!));
      }
      expect((await partner.get("/v1/keys")).text).not.toContain(token.id);
    });
  });
});
