import { describe, expect, it } from "vitest";
import { ordersDemo } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

describe("USAGE_LIMIT_EXCEEDED", () => {
  recordsExchange(ordersDemo, "USAGE_LIMIT_EXCEEDED", {
    steps: [
      as("cleo").post("/v1/orders", { type: "inspect", quantity: 6 }, { note: "quantity 6, at most 5 per order" }),
    ],
    works: as("cleo").post("/v1/orders", { type: "inspect", quantity: 5 }, { note: "quantity 5" }),
  });

  onEveryEngine((running) => {
    it("is returned for the 21st order of a plan with 20 per month, until the next month", async () => {
      const { openUser, advance, service } = running();
      const user = await openUser({ planId: "free" });
      for (let count = 1; count <= 20; count += 1) await user.orderIn("confirmed");
      const path = await user.orderIn("uploaded");
      const reply = await user.post(`${path}/confirm`);
      const { resetsAt } = reply.json.details;
      expectOrdersError(reply, "USAGE_LIMIT_EXCEEDED", "The plan free allows 20 orders per month.", {
        ...{ scope: "orders_per_month", planId: "free", limit: 20, requested: 1, used: 20, resetsAt },
      });
      expect(resetsAt).toMatch(/^\d{4}-\d{2}-01T00:00:00\.000Z$/);
      expect((await user.get(path)).json.status).toBe("uploaded");
      // The order has expired by then, so a new one is created.
      advance(Date.parse(resetsAt) - service.backend.clock());
      const next = await user.orderIn("uploaded");
      expect((await user.post(`${next}/confirm`)).status).toBe(202);
      expect((await user.get("/v1/account")).json.usage.orders).toMatchObject({ limit: 20, used: 0, held: 1 });
    });

    it("is returned for a quantity above the limit of the plan, on creation and on change", async () => {
      const user = await running().openUser({ planId: "free" });
      const message = "The plan free allows a quantity of at most 5 per order.";
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
