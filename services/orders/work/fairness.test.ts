import { describe, expect, it } from "vitest";
import { eachEngine } from "../../testing/each-engine.ts";
import { longTable, startOrders, type TestUser } from "../../testing/running-orders.ts";

const withOneWorker = eachEngine((engine) => startOrders(engine, { concurrency: 1 }));

describe("the worker", () => {
  withOneWorker((running) => {
    const confirm = async (user: TestUser, text?: string): Promise<string> => {
      const path = await user.newOrder({ type: "csv_to_json", quantity: 1_000 });
      expect((await user.uploadTable(path, text)).status).toBe(201);
      expect((await user.post(`${path}/confirm`)).status).toBe(202);
      return path;
    };

    it("lets an account with many orders delay the first order of another account by one order at most", async () => {
      const { openUser, service } = running();
      const [busy, other] = [await openUser(), await openUser()];
      const paths: string[] = [];
      for (let index = 0; index < 6; index += 1) paths.push(await confirm(busy, longTable));
      const statusOf = async (user: TestUser, path: string) => (await user.get(path)).json.status;
      const working = service.worker.runOnce();
      await expect.poll(() => statusOf(busy, paths[0]!), { interval: 20 }).toBe("processing");
      const path = await confirm(other);
      await working;
      await service.worker.runOnce();
      expect(await statusOf(other, path)).toBe("completed");
      const statuses = await Promise.all(paths.map((order) => statusOf(busy, order)));
      expect(statuses).toEqual(["completed", ...Array(5).fill("confirmed")]);
      for (const order of paths) await busy.post(`${order}/cancel`);
    });
  });
});
