import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { customer, imagingDemo } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

describe("CANNOT_SELL", () => {
  recordsExchange(imagingDemo, "CANNOT_SELL", {
    steps: [as("developer").post("/v1/customers", customer, { note: "tier: developer" })],
    works: as("acme").post("/v1/customers", customer, { note: "tier: reseller" }),
  });

  onEveryEngine((running) => {
    it("returns 403 for a new customer if the partner's tier cannot sell, before the body is validated", async () => {
      const partner = await running().openPartner({ tier: "developer" });
      const valid = { name: "Ada", email: "ada@example.com", planId: "professional" };
      for (const body of [valid, { nonsense: true }]) {
        expectError(await partner.post("/v1/customers", body), 403, {
          code: "CANNOT_SELL",
          message: "The developer tier does not permit selling to customers.",
          details: { plan: "developer", plansAllowed: ["reseller", "enterprise"] },
        });
      }
      expect((await partner.get("/v1/customers")).json.data.items).toEqual([]);
    });
  });
});
