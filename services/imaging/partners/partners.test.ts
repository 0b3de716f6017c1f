import { describe, expect, it } from "vitest";
import { onEveryEngine } from "../../testing/running-imaging.ts";

describe("partners", () => {
  onEveryEngine((running) => {
    it("see credit movements under stable ids that do not reveal the ids of the ledger", async () => {
      const partner = await running().openPartner();
      await partner.newCustomer();
      const { movements } = (await partner.get("/v1/credits")).json.data;
      expect(movements).toHaveLength(2);
      for (const { id } of movements) expect(id).toMatch(/^mov_[0-9a-f]{24}$/);
      expect((await partner.get("/v1/credits")).json.data.movements).toEqual(movements);
    });
  });
});
