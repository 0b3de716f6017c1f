import { describe, expect, it } from "vitest";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

describe("USAGE_LIMIT_EXCEEDED", () => {
  onEveryEngine((running) => {
    it("answers order 21 of a plan of 20 a month, until the month is over", async () => {
      const { openUser, advance, service } = running();
      const user = await openUser({ planId: "free" });
      for (let count = 1; count <= 20; count += 1) await user.orderIn("confirmed");
      const path = await user.orderIn("uploaded");
      const reply = await user.post(`${path}/confirm`);
      const { resetsAt } = reply.json.details;
      expectOrdersError(reply, "USAGE_LIMIT_EXCEEDED", "The plan free allows 20 orders a month.", {
        ...{ scope: "orders_per_month", planId: "free", limit: 20, requested: 1, used: 20, resetsAt },
      });
      expect(resetsAt).toMatch(/^\d{4}-\d{2}-01T00:00:00\.000Z$/);
      expect((await user.get(path)).json.status).toBe("uploaded");
      // An order is only so long good: the next month's is a new one.
      advance(Date.parse(resetsAt) - service.backend.clock());
      const next = await user.orderIn("uploaded");
      expect((await user.post(`${next}/confirm`)).status).toBe(202);
      expect((await user.get("/v1/account")).json.usage.orders).toMatchObject({ limit: 20, used: 0, held: 1 });
    });

    it("answers an order of more than the plan allows to one, when it is created or changed", async () => {
      const user = await running().openUser({ planId: "free" });
      const message = "The plan free allows 5 at most in one order.";
      const details = { scope: "quantity_per_order", planId: "free", limit: 5, used: 0, requested: 6 };
      const order = { type: "images_to_pdf", quantity: 6 };
      expectOrdersError(await user.post("/v1/orders", order), "USAGE_LIMIT_EXCEEDED", message, details);
      const path = await user.newOrder({ ...order, quantity: 5 });
      const change = await user.send("PATCH", path, '{"quantity":6}', { "Content-Type": "application/json" });
      expectOrdersError(change, "USAGE_LIMIT_EXCEEDED", message, details);
      expect((await user.get(path)).json.quantity).toBe(5);
    });
  });
});
