import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { customer, imagingDemo } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

describe("PLAN_NOT_ENABLED", () => {
  recordsExchange(imagingDemo, "PLAN_NOT_ENABLED", {
    steps: [as("acme").post("/v1/customers", { ...customer, planId: "clinic" }, { note: "a plan without pricing" })],
    works: as("acme").post("/v1/customers", customer, { note: "a plan with complete pricing" }),
  });

  onEveryEngine((running) => {
    it.each([
      ["never priced", undefined, ["enabled", "retailPrice", "currency"]],
      ["not enabled", { enabled: false, retailPrice: 99, currency: "EUR" }, ["enabled"]],
      ["without a price", { enabled: true, currency: "EUR" }, ["retailPrice"]],
      ["without a currency", { enabled: true, retailPrice: 99 }, ["currency"]],
    ])("returns 400 for an offered plan that is %s, until its pricing is complete", async (_, pricing, missing) => {
      const partner = await running().openPartner({ plans: [{ id: "starter", retailPrice: 9 }, { id: "clinic" }] });
      if (pricing !== undefined) {
        const set = await partner.put("/v1/plans/clinic/pricing", pricing);
        expect(set.json.data.sellable).toBe(false);
      }
      const customerId = await partner.newCustomer({ planId: "starter" });
      const body = { name: "Ada", email: "ada@example.com", planId: "clinic" };
      const expected = {
        code: "PLAN_NOT_ENABLED",
        message: "The plan clinic cannot be sold yet: its retail pricing is not enabled or incomplete.",
        details: { planId: "clinic", missing },
      };
      expectError(await partner.post("/v1/customers", body), 400, expected);
      expectError(await partner.put(`/v1/customers/${customerId}/plan`, { planId: "clinic" }), 400, expected);

      await partner.put("/v1/plans/clinic/pricing", { enabled: true, retailPrice: 0, currency: "EUR" });
      expect((await partner.post("/v1/customers", body)).status).toBe(201);
    });
  });
});
