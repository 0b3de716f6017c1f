import { readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";
import { tidy } from "../orders/tidy.ts";

const hourMs = 60 * 60 * 1000;
const message = "The order has expired.";

describe("ORDER_EXPIRED", () => {
  onEveryEngine((running) => {
    it.each(["pending", "uploaded", "confirmed"] as const)(
      "answers an order that was %s for a day, from that moment on, and returns what it held",
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

    it("answers the download of a result that was kept for a week, and its file is gone", async () => {
      const { openUser, advance, service, folder } = running();
      const user = await openUser();
      const path = await user.orderIn("completed");
      advance(7 * 24 * hourMs - 60_000);
      expect((await user.get(`${path}/download`)).status).toBe(200);
      advance(60_000);
      const reply = await user.get(`${path}/download`);
      expectOrdersError(reply, "ORDER_EXPIRED", message, { expiredAt: reply.json.details.expiredAt });
      expect((await user.get(`${path}/report`)).json.code).toBe("ORDER_EXPIRED");
      await tidy(service.backend);
      expect(await readdir(`${folder}/orders/kept`)).toEqual([]);
      expect((await user.get("/v1/account")).json.usage).toMatchObject({ units: { held: 0 } });
    });

    it("expires orders that nobody asks for", async () => {
      const { openUser, advance, service } = running();
      const user = await openUser();
      await user.orderIn("uploaded");
      advance(25 * hourMs);
      expect((await tidy(service.backend)).expired).toBeGreaterThan(0);
      const { sql } = service.backend.store;
      expect(await sql`SELECT state FROM orders_orders WHERE user_id = ${user.id}`).toEqual([{ state: "expired" }]);
    });
  });
});
