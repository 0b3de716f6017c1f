import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { imagingDemo, newCustomer } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";
import { stableHeaders } from "../../testing/stable-headers.ts";

describe("USER_NOT_FOUND", () => {
  const users = "/v1/customers/{{customerId}}/users";
  recordsExchange(imagingDemo, "USER_NOT_FOUND", {
    steps: [
      newCustomer,
      as("acme").post(users, { name: "Uma" }, { note: "adds a user", capture: { userId: "/data/id" } }),
      as("acme").delete(`${users}/usr_0123456789abcdef01234567`, { note: "no such user" }),
    ],
    works: as("acme").delete(`${users}/{{userId}}`, { note: "the new user" }),
  });

  onEveryEngine((running) => {
    it("returns the same bytes for a user of another customer, a deleted user and a malformed id", async () => {
      const partner = await running().openPartner();
      const path = `/v1/customers/${await partner.newCustomer()}/users`;
      const sibling = `/v1/customers/${await partner.newCustomer()}/users`;
      const add = async (at: string): Promise<string> => (await partner.post(at, { name: "Uma" })).json.data.id;
      const [foreign, deleted] = [await add(sibling), await add(path)];
      expect((await partner.delete(`${path}/${deleted}`)).status).toBe(204);
      const replies = [];
      for (const id of [foreign, deleted, "usr_0", "%00"]) {
        replies.push(
          await partner.delete(`${path}/${id}`),
          await partner.get(`${path}/${id}/tokens`),
          await partner.post(`${path}/${id}/tokens`, {}),
          await partner.post(`${path}/${id}/tokens/key_0/rotate`),
          await partner.delete(`${path}/${id}/tokens/key_0`),
        );
      }
      for (const reply of replies) {
        expectError(reply, 404, { code: "USER_NOT_FOUND", message: "User not found." });
        expect(stableHeaders(reply)).toEqual(stableHeaders(replies[0]!));
      }
    });
  });
});
