import { describe, expect, it } from "vitest";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

const message = "The order is confirmed already.";

describe("ORDER_ALREADY_CONFIRMED", () => {
  onEveryEngine((running) => {
    it.each(["confirmed", "processing"] as const)(
      "answers confirmation, change and upload while it is %s",
      async (status) => {
        const user = await running().openUser();
        const path = await user.orderIn(status);
        const change = user.send("PATCH", path, "{}", { "Content-Type": "application/json" });
        for (const reply of [await user.post(`${path}/confirm`), await change, await user.uploadTable(path)]) {
          expectOrdersError(reply, "ORDER_ALREADY_CONFIRMED", message, { status });
        }
      },
    );

    it("answers all but one of twelve confirmations at once, and holds the units of one", async () => {
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
