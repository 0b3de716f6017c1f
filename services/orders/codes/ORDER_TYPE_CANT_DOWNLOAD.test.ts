import { describe, expect, it } from "vitest";
import { conversion, newOrder, orderPath, ordersDemo } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

describe("ORDER_TYPE_CANT_DOWNLOAD", () => {
  recordsExchange(ordersDemo, "ORDER_TYPE_CANT_DOWNLOAD", {
    steps: [
      newOrder("ada"),
      as("ada").get(`${orderPath}/download`, { note: "an inspection has a report, not a file" }),
    ],
    works: as("ada").post("/v1/orders", conversion, { note: "creates an order whose result is a file" }),
  });

  onEveryEngine((running) => {
    it.each(["pending", "completed"] as const)(
      "is returned for the download of an inspection that is %s",
      async (state) => {
        const user = await running().openUser();
        const path = await user.orderIn(state, { type: "inspect" });
        const message = "An order of type inspect has no file to download.";
        const details = { orderType: "inspect" };
        expectOrdersError(await user.get(`${path}/download`), "ORDER_TYPE_CANT_DOWNLOAD", message, details);
        expect((await user.get(`${path}/report`)).status).toBe(state === "completed" ? 200 : 400);
      },
    );
  });
});
