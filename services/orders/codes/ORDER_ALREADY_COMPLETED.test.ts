import { describe, expect, it } from "vitest";
import {
  confirm,
  newOrder,
  orderPath,
  ordersDemo,
  uploadTable,
  waitUntil,
} from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

describe("ORDER_ALREADY_COMPLETED", () => {
  recordsExchange(ordersDemo, "ORDER_ALREADY_COMPLETED", {
    steps: [
      newOrder("ada"),
      uploadTable("ada"),
      confirm("ada"),
      waitUntil("ada", "completed"),
      confirm("ada", "confirms it again"),
    ],
    works: as("ada").get(`${orderPath}/report`, { note: "reads the report" }),
  });

  onEveryEngine((running) => {
    it("is returned when a completed order is changed, uploaded to, confirmed or cancelled", async () => {
      const user = await running().openUser();
      const path = await user.orderIn("completed");
      const replies = [
        await user.send("PATCH", path, "{}", { "Content-Type": "application/json" }),
        await user.uploadTable(path),
        await user.post(`${path}/confirm`),
        await user.post(`${path}/cancel`),
      ];
      for (const reply of replies) {
        expectOrdersError(reply, "ORDER_ALREADY_COMPLETED", "The order is already completed.");
        expect(reply.headers.get("x-should-retry")).toBe("false");
      }
      expect((await user.get(`${path}/download`)).status).toBe(200);
      expect((await user.get("/v1/account")).json.usage.orders).toMatchObject({ used: 1, held: 0 });
    });
  });
});
