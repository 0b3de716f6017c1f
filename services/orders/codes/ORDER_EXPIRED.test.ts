import { readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { ordersDemo } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";
import { cleanUp } from "../orders/cleanup.ts";

const hourMs = 60 * 60 * 1000;
const message = "The order has expired.";

describe("ORDER_EXPIRED", () => {
  recordsExchange(ordersDemo, "ORDER_EXPIRED", {
    steps: [
      as("ada").post("/v1/orders/ord_00000000000000000000a001/confirm", undefined, {
        note: "an order that was never confirmed",
      }),
    ],
    works: as("ada").post("/v1/orders", { type: "inspect" }, { note: "creates the order again" }),
  });

  onEveryEngine((running) => {
    it.each(["pending", "uploaded", "confirmed"] as const)(
      "is returned from the moment when an order has been %s for a day, and its reservation is released",
      async (state) => {
        const { openUser, advance, work } = running();
        const user = await openUser();
        const path = await user.orderIn(state);
        const { expiresAt } = (await user.get(path)).json;
        advance(Date.parse(expiresAt) - running().service.backend.clock() - 2_000);
        expect((await user.get(path)).json.status).toBe(state);
        advance(2_000);
        expectOrdersError(await user.post(`${path}/confirm`), "ORDER_EXPIRED", message, { expiredAt: expiresAt });
        await work();
        expect((await user.get(path)).json.status).toBe("expired");
        expect((await user.get("/v1/account")).json.usage).toMatchObject({
          orders: { used: 0, held: 0 },
          units: { used: 0, held: 0 },
        });
      },
    );

    it("is returned for the download of a result after a week, and its file is deleted", async () => {
      const { openUser, advance, service, folder } = running();
      const user = await openUser();
      const path = await user.orderIn("completed");
      advance(7 * 24 * hourMs - 60_000);
      expect((await user.get(`${path}/download`)).status).toBe(200);
      advance(60_000);
      const reply = await user.get(`${path}/download`);
      expectOrdersError(reply, "ORDER_EXPIRED", message, { expiredAt: reply.json.details.expiredAt });
      expect((await user.get(`${path}/report`)).json.code).toBe("ORDER_EXPIRED");
      await cleanUp(service.backend);
      expect(await readdir(`${folder}/orders/kept`)).toEqual([]);
      expect((await user.get("/v1/account")).json.usage).toMatchObject({ units: { held: 0 } });
    });

    it("is reached by orders that nobody reads, through the cleanup", async () => {
      const { openUser, advance, service } = running();
      const user = await openUser();
      await user.orderIn("uploaded");
      advance(25 * hourMs);
      expect((await cleanUp(service.backend)).expired).toBeGreaterThan(0);
      const { sql } = service.backend.store;
      expect(await sql`SELECT state FROM orders_orders WHERE user_id = ${user.id}`).toEqual([{ state: "expired" }]);
    });
  });
});
