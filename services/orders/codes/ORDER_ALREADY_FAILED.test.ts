import { describe, expect, it } from "vitest";
import { confirm, newOrder, orderPath, ordersDemo } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

const causes: Record<string, string> = {
  cancelled: "it was cancelled",
  file_not_readable: "a file cannot be read",
  rows_not_valid: "rows of the table are not valid",
  quantity_exceeded: "it contains more than the ordered quantity",
};
const messageOf = (reason: string) => `The order has failed: ${causes[reason]}.`;

describe("ORDER_ALREADY_FAILED", () => {
  recordsExchange(ordersDemo, "ORDER_ALREADY_FAILED", {
    steps: [newOrder("ada"), as("ada").post(`${orderPath}/cancel`, undefined, { note: "cancels it" }), confirm("ada")],
    works: as("ada").post("/v1/orders", { type: "inspect" }, { note: "creates another order" }),
  });

  onEveryEngine((running) => {
    it.each([
      ["file_not_readable", "a,b\n1,2,3\n", {}],
      ["file_not_readable", 'a,b\n"1,2\n', {}],
      ["rows_not_valid", "a\nx\n", { options: { columns: { a: { type: "integer" } } } }],
      ["quantity_exceeded", `a\n${"1\n".repeat(1_001)}`, {}],
    ])(
      "is returned with the reason %s after the file could not be processed, and nothing is charged",
      async (reason, text, members) => {
        const { openUser, work } = running();
        const user = await openUser();
        const path = await user.newOrder({ type: "csv_to_json", ...members });
        await user.uploadTable(path, text);
        expect((await user.post(`${path}/confirm`)).status).toBe(202);
        await work();
        expect((await user.get(path)).json).toMatchObject({
          status: "failed",
          failure: { reason, problem: expect.any(String) },
        });
        for (const reply of [await user.get(`${path}/report`), await user.post(`${path}/cancel`)]) {
          expectOrdersError(reply, "ORDER_ALREADY_FAILED", messageOf(reason), { reason });
        }
        expect((await user.get("/v1/account")).json.usage).toMatchObject({
          orders: { used: 0, held: 0 },
          units: { used: 0, held: 0 },
        });
      },
    );

    it.each(["pending", "uploaded", "confirmed", "processing"] as const)(
      "is returned after an order that was %s is cancelled, and its reservation is released",
      async (state) => {
        const { openUser, work } = running();
        const user = await openUser();
        const path = await user.orderIn(state);
        expect((await user.post(`${path}/cancel`)).json.status).toBe("failed");
        const reason = "cancelled";
        const reply = await user.post(`${path}/confirm`);
        expectOrdersError(reply, "ORDER_ALREADY_FAILED", messageOf(reason), { reason });
        await work();
        expect((await user.get(path)).json.failure).toEqual({ reason });
        expect((await user.get("/v1/account")).json.usage.orders).toMatchObject({ used: 0, held: 0 });
      },
    );
  });
});
