import { describe, expect, it } from "vitest";
import { confirm, newOrder, ordersDemo, uploadTable } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

describe("ORDER_FILE_NOT_UPLOADED", () => {
  recordsExchange(ordersDemo, "ORDER_FILE_NOT_UPLOADED", {
    steps: [newOrder("ada"), confirm("ada")],
    works: uploadTable("ada"),
  });

  onEveryEngine((running) => {
    it("is returned when an order is confirmed before all files are uploaded, with their numbers", async () => {
      const user = await running().openUser();
      const path = await user.newOrder({ type: "images_to_pdf", quantity: 3 });
      for (let uploaded = 0; uploaded < 3; uploaded += 1) {
        expectOrdersError(
          await user.post(`${path}/confirm`),
          "ORDER_FILE_NOT_UPLOADED",
          `Files are missing: ${uploaded} of 3 uploaded.`,
          { required: 3, uploaded },
        );
        await user.uploadImage(path);
      }
      expect((await user.post(`${path}/confirm`)).status).toBe(202);
    });
  });
});
