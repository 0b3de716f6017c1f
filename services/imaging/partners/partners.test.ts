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

    it("list every movement of credits and storage with its reason, and the movements add up", async () => {
      const partner = await running().openPartner({ credits: 500 });
      const customerId = await partner.newCustomer({ planId: "starter" });
      const path = `/v1/customers/${customerId}`;
      await partner.put(`${path}/plan`, { planId: "professional" });
      const [first, second] = [
        (await partner.get("/v1/credits/movements?limit=2")).json.data,
        (await partner.get("/v1/credits")).json.data,
      ];
      expect(first.items).toMatchObject([
        { reason: "plan_changed", reference: customerId },
        { reason: "customer_created", reference: customerId },
      ]);
      const rest = (await partner.get(`/v1/credits/movements?limit=2&cursor=${first.nextCursor}`)).json.data;
      expect(rest).toMatchObject({ items: [{ reason: "granted", reference: null, amount: 500 }], nextCursor: null });
      const amounts = [...first.items, ...rest.items].map(({ amount }: { amount: number }) => amount);
      expect(amounts.reduce((sum, amount) => sum + amount)).toBeCloseTo(second.available, 10);

      const studyUid = await partner.newStudy(customerId);
      await running().service.indexer.runOnce();
      const { id } = (await partner.upload(`${path}/studies/${studyUid}/reports`, "no finding", "a.txt", "text/plain"))
        .json.data;
      await partner.delete(`${path}/reports/${id}`);
      const { items } = (await partner.get(`${path}/storage/movements?limit=4`)).json.data;
      expect(items).toMatchObject([
        { reason: "file_deleted", reference: id, amount: 10 },
        { reason: "file_stored", reference: id, amount: -10 },
        { reason: "file_stored", reference: expect.stringMatching(/^ins_/) },
        { reason: "limit_changed", reference: null },
      ]);
      expect((await partner.get("/v1/customers/cus_0/storage/movements")).status).toBe(404);
    });
  });
});
