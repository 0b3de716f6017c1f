import { describe, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { customer, imagingDemo } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

const expected = { code: "INVALID_PLAN", message: "Plan not found." };

describe("INVALID_PLAN", () => {
  recordsExchange(imagingDemo, "INVALID_PLAN", {
    steps: [as("acme").post("/v1/customers", { ...customer, planId: "gold" }, { note: "no such plan" })],
    works: as("acme").post("/v1/customers", customer, { note: "a plan of `GET /v1/plans`" }),
  });

  onEveryEngine((running) => {
    it.each([
      ["unknown", "gold"],
      ["withdrawn", "legacy"],
      ["not offered to this partner", "hospital"],
    ])("returns 404 for a plan that is %s, in every operation that takes a plan", async (_, planId) => {
      const partner = await running().openPartner({
        plans: [
          { id: "starter", retailPrice: 99 },
          { id: "legacy", retailPrice: 9 },
        ],
      });
      const customerId = await partner.newCustomer({ planId: "starter" });
      const body = { name: "Ada", email: "ada@example.com", planId };
      expectError(await partner.post("/v1/customers", body), 404, expected);
      expectError(await partner.put(`/v1/customers/${customerId}/plan`, { planId }), 404, expected);
      expectError(await partner.put(`/v1/plans/${planId}/pricing`, { enabled: true }), 404, expected);
    });
  });
});
