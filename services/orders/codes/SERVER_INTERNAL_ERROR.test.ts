import { rm } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { deleteFiles } from "../../testing/recording/faults.ts";
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

const message = "Unexpected server error. Try again later.";

describe("SERVER_INTERNAL_ERROR", () => {
  recordsExchange(ordersDemo, "SERVER_INTERNAL_ERROR", {
    fault: "The result of the order is missing from the server's disk.",
    steps: [
      newOrder("ada", conversion),
      uploadTable("ada"),
      confirm("ada"),
      waitUntil("ada", "completed"),
      deleteFiles("orders/kept"),
      as("ada").get(`${orderPath}/download`, { note: "its file is missing" }),
    ],
  });

  onEveryEngine((running) => {
    it("is returned for the download of a result whose file is missing, and the cause is only recorded", async () => {
      const { openUser, service, folder, occurrences } = running();
      const user = await openUser();
      const path = await user.orderIn("completed");
      const { sql } = service.backend.store;
      const orderId = path.slice("/v1/orders/".length);
      const [file] = await sql<{ id: string }>`SELECT id FROM orders_files WHERE order_id = ${orderId}`;
      await rm(`${folder}/orders/kept/${file!.id}`);
      const reply = await user.get(`${path}/download`);
      expectOrdersError(reply, "SERVER_INTERNAL_ERROR", message);
      expect(JSON.stringify([...reply.headers])).not.toMatch(/ENOENT|kept/);
      expect(occurrences.at(-1)).toMatchObject({ code: "SERVER_INTERNAL_ERROR", tenant: user.accountId });
      expect(String(occurrences.at(-1)?.cause)).toContain("ENOENT");
    });

    it("fails an order whose uploads are missing after three attempts, and nothing is charged", async () => {
      const { openUser, work, advance, folder, failedJobs } = running();
      const user = await openUser();
      const path = await user.orderIn("confirmed");
      await rm(`${folder}/orders/kept`, { recursive: true });
      for (let attempt = 0; attempt < 3; attempt += 1) {
        await work();
        advance(10_000);
      }
      expect((await user.get(path)).json).toMatchObject({ status: "failed", failure: { reason: "internal" } });
      expect(failedJobs.filter(({ job }) => path.endsWith(job.slice("order ".length)))).toHaveLength(3);
      expect((await user.get("/v1/account")).json.usage.orders).toMatchObject({ used: 0, held: 0 });
    });
  });
});
