import { describe, expect, it } from "vitest";
import {
  confirm,
  conversion,
  newOrder,
  orderPath,
  ordersDemo,
  uploadTable,
  waitUntil,
} from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

describe("PRECONDITION_FAILED", () => {
  recordsExchange(ordersDemo, "PRECONDITION_FAILED", {
    steps: [
      newOrder("ada", conversion),
      uploadTable("ada"),
      confirm("ada"),
      waitUntil("ada", "completed"),
      as("ada").get(`${orderPath}/download`, { note: "requires other content", headers: { "If-Match": '"0123"' } }),
    ],
    works: as("ada").get(`${orderPath}/download`, { note: "downloads the file that exists" }),
  });

  onEveryEngine((running) => {
    it("returns 412 with the ETag unless If-Match lists it", async () => {
      const user = await running().openUser();
      const path = `${await user.orderIn("completed")}/download`;
      const etag = (await user.get(path)).headers.get("etag") ?? "";
      const reply = await user.get(path, { "If-Match": '"other"' });
      const message = "The file does not have the ETag that If-Match requires.";
      expectOrdersError(reply, "PRECONDITION_FAILED", message, { etag });
      expect((await user.get(path, { "If-Match": etag })).status).toBe(200);
      expect((await user.get(path, { "If-None-Match": etag })).status).toBe(304);
    });
  });
});
