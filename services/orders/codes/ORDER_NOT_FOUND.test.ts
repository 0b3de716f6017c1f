import { describe, expect, it } from "vitest";
import { ordersDemo } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";
import { stableHeaders } from "../../testing/stable-headers.ts";

const operations = [
  ["GET", ""],
  ["POST", "/confirm"],
  ["POST", "/cancel"],
  ["GET", "/report"],
  ["GET", "/download"],
] as const;

describe("ORDER_NOT_FOUND", () => {
  recordsExchange(ordersDemo, "ORDER_NOT_FOUND", {
    steps: [as("ada").get("/v1/orders/ord_000000000000000000000000", { note: "no such order" })],
    works: as("ada").get("/v1/orders?limit=1&status=completed", { note: "lists orders that exist" }),
  });

  onEveryEngine((running) => {
    it.each(operations)("is returned by %s …%s for an id that never existed", async (method, path) => {
      const user = await running().openUser();
      for (const id of ["ord_000000000000000000000000", "nonsense", "%00", "..%2f..", "x".repeat(500)]) {
        const reply = await user.send(method, `/v1/orders/${id}${path}`);
        expectOrdersError(reply, "ORDER_NOT_FOUND", "Order not found.");
      }
    });

    it.each(operations)(
      "is returned by %s …%s for the order of another account, with the same bytes and headers",
      async (method, path) => {
        const { openUser } = running();
        const foreign = await (await openUser()).orderIn("uploaded");
        const user = await openUser();
        const hidden = await user.send(method, `${foreign}${path}`);
        const missing = await user.send(method, `/v1/orders/ord_000000000000000000000000${path}`);
        expectOrdersError(hidden, "ORDER_NOT_FOUND", "Order not found.");
        expect([hidden.text, stableHeaders(hidden)]).toEqual([missing.text, stableHeaders(missing)]);
      },
    );

    it("is returned for a change and an upload before their bodies are read", async () => {
      const user = await running().openUser();
      const path = "/v1/orders/ord_000000000000000000000000";
      const json = { "Content-Type": "application/json" };
      expectOrdersError(await user.send("PATCH", path, "{", json), "ORDER_NOT_FOUND", "Order not found.");
      expectOrdersError(await user.uploadTable(path), "ORDER_NOT_FOUND", "Order not found.");
    });
  });
});
