import { describe, expect, it } from "vitest";
import { newOrder, orderPath, ordersDemo } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

describe("ORDER_NOT_COMPLETED", () => {
  recordsExchange(ordersDemo, "ORDER_NOT_COMPLETED", {
    steps: [newOrder("ada"), as("ada").get(`${orderPath}/report`, { note: "nothing is uploaded yet" })],
    works: as("ada").get(orderPath, { note: "reads the state of the order" }),
  });

  onEveryEngine((running) => {
    it.each(["pending", "uploaded", "confirmed", "processing"] as const)(
      "is returned for the report and the download of an order that is %s",
      async (status) => {
        const user = await running().openUser();
        const path = await user.orderIn(status);
        for (const result of ["report", "download"]) {
          const reply = await user.get(`${path}/${result}`);
          expectOrdersError(reply, "ORDER_NOT_COMPLETED", `The order has no result yet: it is ${status}.`, { status });
        }
      },
    );

    it("is returned after waitSec seconds, unless the report is available earlier", async () => {
      const { openUser, work } = running();
      const user = await openUser();
      const path = await user.orderIn("confirmed");
      const start = performance.now();
      expect((await user.get(`${path}/report?waitSec=1`)).json.code).toBe("ORDER_NOT_COMPLETED");
      expect(performance.now() - start).toBeGreaterThan(990);
      const [report] = await Promise.all([user.get(`${path}/report?waitSec=30`), work()]);
      expect([report.status, report.json.report.rows]).toEqual([200, 2]);
    });
  });
});
