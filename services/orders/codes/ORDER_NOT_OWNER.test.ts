import { describe, expect, it } from "vitest";
import { newOrder, orderPath, ordersDemo } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

const message = "The order belongs to another user of this account.";

describe("ORDER_NOT_OWNER", () => {
  recordsExchange(ordersDemo, "ORDER_NOT_OWNER", {
    steps: [newOrder("ada"), as("bob").get(orderPath, { note: "another user of the account" })],
    works: as("ada").get(orderPath, { note: "its owner" }),
  });

  onEveryEngine((running) => {
    it("is returned by every operation on an order of another user of the account, in any state", async () => {
      const owner = await running().openUser({}, "member");
      const other = await owner.colleague();
      for (const state of ["uploaded", "completed"] as const) {
        const path = await owner.orderIn(state);
        const replies = [
          await other.get(path),
          await other.send("PATCH", path, "{}", { "Content-Type": "application/json" }),
          await other.uploadTable(path),
          await other.post(`${path}/confirm`),
          await other.post(`${path}/cancel`),
          await other.get(`${path}/report`),
          await other.get(`${path}/download`),
        ];
        for (const reply of replies) expectOrdersError(reply, "ORDER_NOT_OWNER", message);
        expect((await owner.get(path)).json.status).toBe(state);
      }
      expect((await other.get("/v1/orders")).json.items).toEqual([]);
    });

    it("is not returned to an administrator of the account", async () => {
      const owner = await running().openUser({}, "member");
      const admin = await owner.colleague("admin");
      const path = await owner.orderIn("uploaded");
      expect((await admin.get("/v1/orders")).json.items).toMatchObject([{ userId: owner.id }]);
      expect((await admin.post(`${path}/cancel`)).json).toMatchObject({ status: "failed", userId: owner.id });
    });
  });
});
