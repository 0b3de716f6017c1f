import { describe, expect, it } from "vitest";
import { onEveryEngine, type TestPartner } from "../../testing/running-imaging.ts";

const ada = { name: "Ada", email: "ada@example.com", planId: "starter" };

function create(partner: TestPartner, key: string, body: object = ada) {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": key };
  return partner.send("POST", "/v1/customers", JSON.stringify(body), headers);
}

describe("the Idempotency-Key of a new customer", () => {
  onEveryEngine((running) => {
    it("returns the first response to repeats, and charges once", async () => {
      const partner = await running().openPartner({ credits: 1_000 });
      const first = await create(partner, "key-1");
      const again = await create(partner, '"key-1"');
      expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
      expect(again.headers.get("idempotent-replayed")).toBe("true");
      expect((await partner.get("/v1/credits")).json.data.available).toBe(960);
    });

    it("creates one customer for twenty simultaneous requests", async () => {
      const partner = await running().openPartner({ credits: 1_000 });
      const replies = await Promise.all(Array.from({ length: 20 }, () => create(partner, "key-2")));
      const created = replies.filter(({ status }) => status === 201);
      expect(new Set(created.map(({ text }) => text)).size).toBe(1);
      for (const { status, headers } of replies.filter((reply) => !created.includes(reply)))
        expect([status, headers.get("retry-after")]).toEqual([503, "1"]);
      expect((await partner.get("/v1/customers")).json.data.items).toHaveLength(1);
      expect((await partner.get("/v1/credits")).json.data.available).toBe(960);
    });

    it.each([
      ["malformed", "two words", ada],
      ["used for another body", "key-3", { ...ada, email: "ben@example.com" }],
    ])("returns 400 for a key that is %s, and creates nothing", async (_, key, body) => {
      const partner = await running().openPartner();
      await create(partner, "key-3");
      const { status, json } = await create(partner, key, body);
      expect([status, json.error.code]).toEqual([400, "VALIDATION_FAILED"]);
      expect(json.error.details).toMatchObject([{ field: "Idempotency-Key", location: "header", code: "invalid" }]);
      expect((await partner.get("/v1/customers")).json.data.items).toHaveLength(1);
    });

    it("can be used again after a rejected request, and by another partner", async () => {
      const { openPartner } = running();
      const [partner, other] = [await openPartner({ credits: 50 }), await openPartner()];
      expect((await create(partner, "key-4", { ...ada, planId: "clinic" })).json.error.code).toBe(
        "INSUFFICIENT_CREDITS",
      );
      expect((await create(partner, "key-4")).status).toBe(201);
      expect((await create(other, "key-4", { ...ada, name: "Ben" })).status).toBe(201);
    });
  });
});
