import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { customer, imagingDemo } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

describe("TRIAL_EXPIRED", () => {
  recordsExchange(imagingDemo, "TRIAL_EXPIRED", {
    steps: [as("trial").post("/v1/customers", customer, { note: "the trial has ended" })],
    works: as("acme").post("/v1/customers", customer, { note: "not a trial" }),
  });

  onEveryEngine((running) => {
    it("returns 403 for a new customer after the trial has ended, while existing customers keep working", async () => {
      const { openPartner, advance, service } = running();
      const trialEndsAt = service.backend.clock() + 60_000;
      const partner = await openPartner({ trialEndsAt });
      const customerId = await partner.newCustomer();
      advance(60_000);
      const reply = await partner.post("/v1/customers", { name: "Late", email: "late@example.com", planId: "starter" });
      expectError(reply, 403, {
        code: "TRIAL_EXPIRED",
        message: "The trial has expired. Upgrade to create new customers.",
        details: { trialEndedAt: new Date(trialEndsAt).toISOString() },
      });
      expect((await partner.get(`/v1/customers/${customerId}`)).status).toBe(200);
      expect((await partner.put(`/v1/customers/${customerId}/plan`, { planId: "starter" })).status).toBe(200);
    });
  });
});
