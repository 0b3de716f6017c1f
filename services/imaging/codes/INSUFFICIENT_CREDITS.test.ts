import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { customer, imagingDemo } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

describe("INSUFFICIENT_CREDITS", () => {
  const order = { ...customer, planId: "professional", addOns: ["second-reader"] };
  recordsExchange(imagingDemo, "INSUFFICIENT_CREDITS", {
    steps: [as("pinch").post("/v1/customers", order, { note: "costs 150, balance 50" })],
    works: as("acme").post("/v1/customers", order, { note: "costs 150, balance 5,000" }),
  });

  onEveryEngine((running) => {
    it("returns the documented body, byte for byte, if a new customer costs more than the balance", async () => {
      const partner = await running().openPartner({ credits: 50 });
      const body = { name: "Ada", email: "ada@example.com", planId: "professional", addOns: ["second-reader"] };
      const reply = await partner.post("/v1/customers", body);
      expectError(reply, 400, {
        code: "INSUFFICIENT_CREDITS",
        message: "Insufficient credits. Need 150.00 credits for this plan with add-ons.",
        details: {
          required: 150,
          current: 50,
          breakdown: { basePlanCost: 100, addOnCost: 50, aiLensMedicalCost: 0, total: 150 },
        },
      });
      expect(reply.headers.get("retry-after")).toBeNull();
      expect(reply.headers.get("x-should-retry")).toBe("false");
      expect((await partner.get("/v1/customers")).json.data.items).toEqual([]);
    });

    it("returns the price difference without a breakdown if a change of plan costs more than the balance", async () => {
      const partner = await running().openPartner({ credits: 140.5 });
      const customerId = await partner.newCustomer({ planId: "starter" });
      const allowed = await partner.put(`/v1/customers/${customerId}/plan`, { planId: "professional" });
      expect(allowed.status).toBe(200);
      await partner.put("/v1/plans/clinic/pricing", { enabled: true, retailPrice: 999, currency: "EUR" });
      expectError(await partner.put(`/v1/customers/${customerId}/plan`, { planId: "clinic" }), 400, {
        code: "INSUFFICIENT_CREDITS",
        message: "Insufficient credits. Need 300.00 credits for this plan with add-ons.",
        details: { required: 300, current: 40.5 },
      });
      expect((await partner.get(`/v1/customers/${customerId}`)).json.data.planId).toBe("professional");
    });
  });
});
