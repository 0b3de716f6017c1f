import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";
import { stableHeaders } from "../../testing/stable-headers.ts";

describe("CUSTOMER_NOT_FOUND", () => {
  onEveryEngine((running) => {
    it("answers another partner's customer exactly as one that never was", async () => {
      const { openPartner } = running();
      const [partner, other] = [await openPartner(), await openPartner()];
      const foreign = await other.newCustomer();
      for (const path of ["", "/studies", "/studies/1.2.3", "/reports/rep_000000000000000000000000", "/users"]) {
        const replies = [
          await partner.get(`/v1/customers/${foreign}${path}`),
          await partner.get(`/v1/customers/cus_0123456789abcdef01234567${path}`),
          await partner.get(`/v1/customers/nonsense${path}`),
        ];
        for (const reply of replies) {
          expectError(reply, 404, { code: "CUSTOMER_NOT_FOUND", message: "Customer not found." });
          expect(stableHeaders(reply)).toEqual(stableHeaders(replies[0]!));
        }
      }
    });

    it.each(["%00", "%27%20OR%201=1--", "%F0%9F%98%80", "a".repeat(4_000), "..%2f..%2fetc"])(
      "answers the hostile id %s like any other unknown one",
      async (id) => {
        const partner = await running().openPartner();
        const answer = { code: "CUSTOMER_NOT_FOUND", message: "Customer not found." };
        expectError(await partner.get(`/v1/customers/${id}`), 404, answer);
        expectError(await partner.delete(`/v1/customers/${id}`), 404, answer);
        expectError(await partner.get(`/v1/customers/${id}/studies/${id}/ai-lens`), 404, answer);
      },
    );

    it("answers a user who asks for another customer of the same partner", async () => {
      const { openPartner, client } = running();
      const partner = await openPartner();
      const [own, sibling] = [await partner.newCustomer(), await partner.newCustomer()];
      const user = client((await partner.post(`/v1/customers/${own}/users`, { name: "Uma" })).json.data.token);
      expect((await user.get(`/v1/customers/${own}/studies`)).status).toBe(200);
      expectError(await user.get(`/v1/customers/${sibling}/studies`), 404, {
        code: "CUSTOMER_NOT_FOUND",
        message: "Customer not found.",
      });
    });
  });
});
