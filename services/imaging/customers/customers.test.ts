import { describe, expect, it } from "vitest";
import { onEveryEngine } from "../../testing/running-imaging.ts";

describe("customers", () => {
  onEveryEngine((running) => {
    it("live from creation to deletion", async () => {
      const partner = await running().openPartner({ credits: 200 });
      const created = await partner.post("/v1/customers", {
        name: "Ada Example",
        email: "Ada@Example.com",
        planId: "professional",
        addOns: ["extra-retention"],
        aiLensMedical: true,
      });
      expect(created.text).toContain('"success":true');
      expect(created.status).toBe(201);
      expect(created.json).toEqual({
        success: true,
        data: {
          id: expect.stringMatching(/^cus_[0-9a-f]{24}$/),
          name: "Ada Example",
          email: "Ada@Example.com",
          state: "active",
          planId: "professional",
          addOns: ["extra-retention"],
          aiLensMedical: true,
          createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          updatedAt: expect.any(String),
        },
      });
      const path = `/v1/customers/${created.json.data.id}`;
      expect((await partner.get(path)).json).toEqual(created.json);
      expect((await partner.get("/v1/credits")).json.data.available).toBe(200 - 100 - 12.5 - 25);
      expect((await partner.post(`${path}/suspend`)).json.data.state).toBe("suspended");
      expect((await partner.post(`${path}/resume`)).json.data.state).toBe("active");
      expect((await partner.delete(path)).json.data.state).toBe("deleted");
      expect((await partner.get("/v1/usage")).json.data.customers).toEqual({ active: 0, suspended: 0, deleted: 1 });
    });
  });
});
