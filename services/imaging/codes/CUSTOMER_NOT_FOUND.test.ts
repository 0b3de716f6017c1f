import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { imagingDemo } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";
import { stableHeaders } from "../../testing/stable-headers.ts";

describe("CUSTOMER_NOT_FOUND", () => {
  recordsExchange(imagingDemo, "CUSTOMER_NOT_FOUND", {
    steps: [as("acme").get("/v1/customers/cus_0123456789abcdef01234567", { note: "no such customer" })],
    works: as("acme").get("/v1/customers?limit=1", { note: "lists the customers that exist" }),
  });

  onEveryEngine((running) => {
    it("returns the same bytes and headers for another partner's customer, an unknown id and a malformed id", async () => {
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
      "returns 404 for the hostile id %s",
      async (id) => {
        const partner = await running().openPartner();
        const expected = { code: "CUSTOMER_NOT_FOUND", message: "Customer not found." };
        expectError(await partner.get(`/v1/customers/${id}`), 404, expected);
        expectError(await partner.delete(`/v1/customers/${id}`), 404, expected);
        expectError(await partner.get(`/v1/customers/${id}/studies/${id}/ai-lens`), 404, expected);
      },
    );

    it("returns 404 to a user who requests another customer of the same partner", async () => {
      const { openPartner, client } = running();
      const partner = await openPartner();
      const [customerId, sibling] = [await partner.newCustomer(), await partner.newCustomer()];
      const user = client((await partner.post(`/v1/customers/${customerId}/users`, { name: "Uma" })).json.data.token);
      expect((await user.get(`/v1/customers/${customerId}/studies`)).status).toBe(200);
      expectError(await user.get(`/v1/customers/${sibling}/studies`), 404, {
        code: "CUSTOMER_NOT_FOUND",
        message: "Customer not found.",
      });
    });
  });
});
