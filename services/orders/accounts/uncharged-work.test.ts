import { describe, expect, it, vi } from "vitest";
import type { WorkerPool } from "../../shared/worker-pool/index.ts";
import { eachEngine } from "../../testing/each-engine.ts";
import { expectOrdersError, ordersPool, startOrders } from "../../testing/running-orders.ts";

/** Called when the pool starts to process an order. */
let onProcessing = (): void => undefined;
const pool: WorkerPool = {
  ...ordersPool(),
  run: (task, input, work) =>
    ordersPool().run(task, input, {
      ...work,
      onStart() {
        work.onStart?.();
        onProcessing();
      },
    }),
};
const withSmallBudget = eachEngine((engine) => startOrders(engine, { unchargedWorkMs: 1_000, concurrency: 1, pool }));
const hourMs = 60 * 60 * 1000;
/** 9.9 MB, which takes longer than the deadlines of the tests also on a fast machine. */
const veryLongTable = `a,b,c,d\n${"1,2,3,some words\n".repeat(580_000)}`;

describe("USAGE_LIMIT_EXCEEDED for processing without a charge", () => {
  withSmallBudget((running) => {
    /** Creates and confirms an order whose processing takes longer than its deadline. */
    const confirmLong = async (user: Awaited<ReturnType<ReturnType<typeof running>["openUser"]>>): Promise<string> => {
      const path = await user.newOrder({ type: "csv_to_xlsx", quantity: 1_000 });
      await user.uploadTable(path, veryLongTable);
      expect((await user.post(`${path}/confirm`)).status).toBe(202);
      return path;
    };

    it("is returned after timed-out processing has used the budget, and delays the waiting orders of the account", async () => {
      const { openUser, service, work, advance } = running();
      const user = await openUser({ deadlineMs: 520 });
      const paths: string[] = [];
      for (let index = 0; index < 3; index += 1) paths.push(await confirmLong(user));
      await work();
      const states = await Promise.all(paths.map(async (path) => (await user.get(path)).json.status));
      // Two orders of 0.52 s use the budget of 1 s.
      expect(states.sort()).toEqual(["confirmed", "timed_out", "timed_out"]);

      const path = await user.orderIn("uploaded");
      const reply = await user.post(`${path}/confirm`);
      const { used, resetsAt } = reply.json.details;
      const message =
        "The plan business allows 1 s of processing per hour for orders that fail, time out or are cancelled.";
      expectOrdersError(reply, "USAGE_LIMIT_EXCEEDED", message, {
        ...{ scope: "uncharged_seconds_per_hour", planId: "business", limit: 1, requested: 1, used, resetsAt },
      });
      expect(used).toBeGreaterThanOrEqual(1);
      const usage = (await user.get("/v1/account")).json.usage;
      expect(usage).toMatchObject({ orders: { used: 0, held: 1 }, units: { used: 0, held: 1_000 } });

      // Other accounts are not affected.
      await (await openUser()).orderIn("completed");

      advance(Date.parse(resetsAt) - service.backend.clock());
      expect((await user.post(`${path}/confirm`)).status).toBe(202);
      advance(hourMs);
      await work();
      // The inspection may also exceed the short deadline of this account.
      expect((await user.get(path)).json.status).not.toBe("confirmed");
      const later = await Promise.all(paths.map(async (other) => (await user.get(other)).json.status));
      expect(later).toEqual(Array(3).fill("timed_out"));
    }, 60_000);

    it("is returned after an order that was cancelled during processing has used the budget", async () => {
      const { openUser, service } = running();
      const user = await openUser();
      const path = await user.orderIn("uploaded");
      const order = await confirmLong(user);
      const isProcessing = new Promise<void>((resolve) => {
        onProcessing = resolve;
      });
      const working = service.worker.runOnce();
      await isProcessing;
      // Processing is measured with this clock.
      const now = performance.now.bind(performance);
      const later = vi.spyOn(performance, "now").mockImplementation(() => now() + 1_500);
      await user.post(`${order}/cancel`);
      await working;
      later.mockRestore();
      expect((await user.post(`${path}/confirm`)).json.details.scope).toBe("uncharged_seconds_per_hour");
    }, 60_000);

    it("is not returned after charged orders, or an hour later", async () => {
      const { openUser, service, work, advance } = running();
      const user = await openUser();
      for (let index = 0; index < 3; index += 1) await user.orderIn("completed");
      const { sql } = service.backend.store;
      const records = () => sql`SELECT 1 AS x FROM orders_uncharged_work WHERE account_id = ${user.accountId}`;
      expect(await records()).toEqual([]);
      await user.orderIn("failed");
      expect(await records()).toHaveLength(1);
      advance(hourMs);
      await service.oldData.runOnce();
      expect(await records()).toEqual([]);
      await work();
    });
  });
});
