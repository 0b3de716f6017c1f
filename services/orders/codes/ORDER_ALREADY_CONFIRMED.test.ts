import { describe, expect, it } from "vitest";
import {
  confirm,
  conversion,
  largeTable,
  newOrder,
  orderPath,
  ordersDemo,
  uploadTable,
} from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

const message = "The order is already confirmed.";

describe("ORDER_ALREADY_CONFIRMED", () => {
  recordsExchange(ordersDemo, "ORDER_ALREADY_CONFIRMED", {
    steps: [
      newOrder("ada", conversion),
      uploadTable("ada", largeTable),
      confirm("ada"),
      confirm("ada", "confirms it again, before it is processed"),
    ],
    works: as("ada").get(orderPath, { note: "reads its status" }),
  });

  onEveryEngine((running) => {
    it.each(["confirmed", "processing"] as const)(
      "is returned when an order that is %s is confirmed, changed or uploaded to",
      async (status) => {
        const user = await running().openUser();
        const path = await user.orderIn(status);
        const change = user.send("PATCH", path, "{}", { "Content-Type": "application/json" });
        for (const reply of [await user.post(`${path}/confirm`), await change, await user.uploadTable(path)]) {
          expectOrdersError(reply, "ORDER_ALREADY_CONFIRMED", message, { status });
        }
      },
    );

    it("is returned to all but one of twelve simultaneous confirmations, and units are reserved once", async () => {
      const user = await running().openUser();
      const path = await user.orderIn("uploaded", { quantity: 7 });
      const replies = await Promise.all(Array.from({ length: 12 }, () => user.post(`${path}/confirm`)));
      expect(replies.filter(({ status }) => status === 202)).toHaveLength(1);
      for (const reply of replies.filter(({ status }) => status !== 202)) {
        expectOrdersError(reply, "ORDER_ALREADY_CONFIRMED", message, { status: "confirmed" });
      }
      expect((await user.get("/v1/account")).json.usage).toMatchObject({ orders: { held: 1 }, units: { held: 7 } });
      expect((await user.get(path)).json.history.map(({ status }: any) => status)).toEqual([
        ...["pending", "uploaded", "confirmed"],
      ]);
    });
  });
});
