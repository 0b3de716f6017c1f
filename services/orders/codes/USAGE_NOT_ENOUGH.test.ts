import { describe, expect, it } from "vitest";
import { confirm, newOrder, ordersDemo, uploadTable } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

describe("USAGE_NOT_ENOUGH", () => {
  recordsExchange(ordersDemo, "USAGE_NOT_ENOUGH", {
    steps: [
      { ...newOrder("ada"), capture: { orderId: "/id", otherOrderId: "/id" } },
      uploadTable("ada"),
      newOrder("dora"),
      uploadTable("dora"),
      confirm("dora", "needs 1 unit, none is left"),
    ],
    works: as("ada").post("/v1/orders/{{otherOrderId}}/confirm", undefined, { note: "a plan with units left" }),
  });

  onEveryEngine((running) => {
    it("is returned for an order that needs more units than are left, and the order is not counted", async () => {
      const { openUser } = running();
      const user = await openUser({ planId: "free" });
      for (let count = 0; count < 9; count += 1) await user.orderIn("confirmed", { quantity: 5 });
      await user.orderIn("confirmed", { quantity: 2 });
      const path = await user.orderIn("uploaded", { quantity: 4 });
      const reply = await user.post(`${path}/confirm`);
      expectOrdersError(reply, "USAGE_NOT_ENOUGH", "The order needs 4 units; 3 are left this month.", {
        ...{ required: 4, current: 3, resetsAt: reply.json.details.resetsAt },
      });
      const { usage } = (await user.get("/v1/account")).json;
      expect(usage).toMatchObject({ orders: { held: 10 }, units: { limit: 50, held: 47, left: 3 } });
      const small = await user.orderIn("uploaded", { quantity: 3 });
      expect((await user.post(`${small}/confirm`)).status).toBe(202);
    });

    it("is returned until another order releases units because it is cancelled or cost less", async () => {
      const { openUser, work } = running();
      const user = await openUser({ planId: "free" });
      const held: string[] = [];
      for (let count = 0; count < 10; count += 1) held.push(await user.orderIn("confirmed", { quantity: 5 }));
      const path = await user.orderIn("uploaded");
      expect((await user.post(`${path}/confirm`)).json.code).toBe("USAGE_NOT_ENOUGH");
      await user.post(`${held[0]}/cancel`);
      expect((await user.post(`${path}/confirm`)).status).toBe(202);
      await work();
      // Each table has two rows, which cost one unit.
      expect((await user.get("/v1/account")).json.usage.units).toMatchObject({ used: 10, held: 0, left: 40 });
    });

    it("is returned until the account changes to a larger plan", async () => {
      const user = await running().openUser({ planId: "free" });
      for (let count = 0; count < 10; count += 1) await user.orderIn("confirmed", { quantity: 5 });
      const path = await user.orderIn("uploaded");
      expect((await user.post(`${path}/confirm`)).json.code).toBe("USAGE_NOT_ENOUGH");
      await user.put("/v1/account/plan", { planId: "team" });
      expect((await user.post(`${path}/confirm`)).status).toBe(202);
    });
  });
});
