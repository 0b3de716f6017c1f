import { describe, expect, it } from "vitest";
import { confirm, newOrder, ordersDemo, uploadTable } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

const message = "The order is no longer pending: it is uploaded.";

describe("ORDER_NOT_PENDING", () => {
  recordsExchange(ordersDemo, "ORDER_NOT_PENDING", {
    steps: [newOrder("ada"), uploadTable("ada"), { ...uploadTable("ada"), note: "uploads it again" }],
    works: confirm("ada"),
  });

  onEveryEngine((running) => {
    it("is returned when one file more than needed is uploaded, and the earlier files are kept", async () => {
      const user = await running().openUser();
      const path = await user.newOrder({ type: "images_to_pdf", quantity: 2 });
      expect((await user.uploadImage(path)).json).toMatchObject({
        status: "pending",
        files: { required: 2, uploaded: 1 },
      });
      expect((await user.uploadImage(path)).json).toMatchObject({ status: "uploaded" });
      expectOrdersError(await user.uploadImage(path), "ORDER_NOT_PENDING", message, { status: "uploaded" });
      expect((await user.get(path)).json.files).toEqual({ required: 2, uploaded: 2 });
    });

    it("is returned for the change of an order with all files, before the body is read", async () => {
      const user = await running().openUser();
      const path = await user.orderIn("uploaded");
      const reply = await user.send("PATCH", path, "no JSON", { "Content-Type": "application/json" });
      expectOrdersError(reply, "ORDER_NOT_PENDING", message, { status: "uploaded" });
    });

    it("is returned to all but one of eight simultaneous uploads to an order with one file", async () => {
      const user = await running().openUser();
      const path = await user.newOrder();
      const replies = await Promise.all(
        Array.from({ length: 8 }, (_, index) => user.upload(`${path}/file`, `${index}`, "a.txt", "text/plain")),
      );
      expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
      for (const reply of replies.filter(({ status }) => status !== 201)) {
        expectOrdersError(reply, "ORDER_NOT_PENDING", message, { status: "uploaded" });
      }
    });
  });
});
