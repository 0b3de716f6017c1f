import { describe, expect, it } from "vitest";
import { onEveryEngine } from "../../testing/running-imaging.ts";

describe("plans", () => {
  onEveryEngine((running) => {
    it("that are offered to the partner are listed cheapest first, with the partner's pricing", async () => {
      const partner = await running().openPartner({
        plans: [{ id: "professional" }, { id: "starter", retailPrice: 99.5 }],
      });
      const { items } = (await partner.get("/v1/plans")).json.data;
      expect(items).toEqual([
        {
          id: "starter",
          name: "Starter",
          costCredits: 40,
          aiLensMedicalCostCredits: 15,
          quotaGB: 10,
          pricing: { enabled: true, retailPrice: 99.5, currency: "EUR" },
          sellable: true,
        },
        expect.objectContaining({
          id: "professional",
          pricing: { enabled: false, retailPrice: null, currency: null },
          sellable: false,
        }),
      ]);
    });

    it.each(["ZZZ", "XTS", "eur", "EU", "EURO"])("cannot be priced in the unknown currency %s", async (currency) => {
      const partner = await running().openPartner({ plans: [{ id: "starter" }] });
      const { status, json } = await partner.put("/v1/plans/starter/pricing", {
        enabled: true,
        retailPrice: 1,
        currency,
      });
      expect([status, json.error.code]).toEqual([400, "VALIDATION_FAILED"]);
      expect(json.error.details).toMatchObject([{ field: "currency", location: "body" }]);
    });

    it("replace the whole pricing when it is set", async () => {
      const partner = await running().openPartner({ plans: [{ id: "starter", retailPrice: 99 }] });
      const set = await partner.put("/v1/plans/starter/pricing", {
        enabled: true,
        retailPrice: 120.25,
        currency: "USD",
      });
      expect(set.json.data).toMatchObject({ sellable: true, pricing: { retailPrice: 120.25, currency: "USD" } });
      const cleared = await partner.put("/v1/plans/starter/pricing", { enabled: false });
      expect(cleared.json.data.pricing).toEqual({ enabled: false, retailPrice: null, currency: null });
    });
  });
});
