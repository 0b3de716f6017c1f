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

describe("RANGE_NOT_SATISFIABLE", () => {
  recordsExchange(ordersDemo, "RANGE_NOT_SATISFIABLE", {
    steps: [
      newOrder("ada", conversion),
      uploadTable("ada"),
      confirm("ada"),
      waitUntil("ada", "completed"),
      as("ada").get(`${orderPath}/download`, { note: "starts after its end", headers: { Range: "bytes=1000000-" } }),
    ],
    works: as("ada").get(`${orderPath}/download`, {
      note: "requests the first bytes",
      headers: { Range: "bytes=0-9" },
    }),
  });

  onEveryEngine((running) => {
    it("returns 416 with the length for a range that starts after the end of a file", async () => {
      const user = await running().openUser();
      const path = `${await user.orderIn("completed")}/download`;
      const { text } = await user.get(path);
      const bytes = Buffer.byteLength(text);
      const reply = await user.get(path, { Range: `bytes=${bytes}-` });
      const message = `The range lies outside the file, which has ${bytes} bytes.`;
      expectOrdersError(reply, "RANGE_NOT_SATISFIABLE", message, { bytes });
      expect(reply.headers.get("content-range")).toBe(`bytes */${bytes}`);
      const part = await user.get(path, { Range: "bytes=1-3" });
      expect([part.status, part.text]).toEqual([206, text.slice(1, 4)]);
    });
  });
});
