import { describe, expect, it } from "vitest";
import {
  confirm,
  conversion,
  largeTable,
  newOrder,
  orderPath,
  ordersDemo,
  uploadTable,
  waitUntil,
} from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, longTable, onEveryEngine, shortDeadline } from "../../testing/running-orders.ts";

const message = "Processing took longer than 1 s and was stopped.";
const details = { deadlineSec: 1 };

describe("ORDER_TIMEOUT", () => {
  recordsExchange(ordersDemo, "ORDER_TIMEOUT", {
    steps: [
      newOrder("hugo", conversion),
      uploadTable("hugo", largeTable),
      confirm("hugo"),
      waitUntil("hugo", "timed_out"),
      as("hugo").get(`${orderPath}/download`),
    ],
    works: as("hugo").post(
      "/v1/orders",
      { ...conversion, quantity: 2 },
      { note: "creates an order for a smaller table" },
    ),
  });

  onEveryEngine((running) => {
    it("is returned for an order whose processing took too long, and nothing is charged", async () => {
      const user = await running().openUser(shortDeadline);
      const path = await user.orderIn("timed_out");
      const replies = [
        await user.get(`${path}/report`),
        await user.get(`${path}/download`),
        await user.post(`${path}/confirm`),
        await user.post(`${path}/cancel`),
        await user.uploadTable(path),
      ];
      for (const reply of replies) {
        expectOrdersError(reply, "ORDER_TIMEOUT", message, details);
        expect(reply.headers.get("x-should-retry")).toBe("false");
      }
      expect((await user.get("/v1/account")).json.usage).toMatchObject({
        orders: { used: 0, held: 0 },
        units: { used: 0, held: 0 },
      });
    });

    it("is returned to a waiting request as soon as the work is stopped, and its process is killed", async () => {
      const { openUser, work, service } = running();
      await (await openUser()).orderIn("completed");
      const user = await openUser(shortDeadline);
      const path = await user.newOrder({ type: "csv_to_json", quantity: 1_000 });
      await user.uploadTable(path, longTable);
      await user.post(`${path}/confirm`);
      const before = service.backend.pool.pids();
      const [reply] = await Promise.all([user.get(`${path}/report?waitSec=20`), work()]);
      expectOrdersError(reply, "ORDER_TIMEOUT", message, details);
      expect(before.filter((pid) => !isAlive(pid))).toHaveLength(1);
      // The next order is processed by another process.
      await (await openUser()).orderIn("completed");
    });
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
