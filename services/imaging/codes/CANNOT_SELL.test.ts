import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

describe("CANNOT_SELL", () => {
  onEveryEngine((running) => {
    it("answers the creation of a customer by a partner whose tier does not sell, whatever the body", async () => {
      const partner = await running().openPartner({ tier: "developer" });
      const good = { name: "Ada", email: "ada@example.com", planId: "professional" };
      for (const body of [good, { nonsense: true }]) {
        expectError(await partner.post("/v1/customers", body), 403, {
          code: "CANNOT_SELL",
          message: "The tier developer does not permit selling to customers.",
          details: { plan: "developer", plansAllowed: ["reseller", "enterprise"] },
        });
      }
      expect((await partner.get("/v1/customers")).json.data.items).toEqual([]);
    });
  });
});
