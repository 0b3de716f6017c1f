import { describe, expect, it } from "vitest";
import { engines } from "../../testing/engines.ts";
import { startProxy } from "../../testing/faulty-proxy.ts";
import { startOrders, type TestUser } from "../../testing/running-orders.ts";
import { startS3 } from "../../testing/s3-server.ts";

/** More than the attempts of an order that fails for a reason of its own. */
const attempts = 6;

describe("an outage of the object store", () => {
  it("does not fail confirmed orders, which are processed and charged once it is over", async () => {
    const s3 = await startS3();
    const proxy = await startProxy(s3);
    const url = s3.url(`127.0.0.1:${proxy.port}`);
    const running = await startOrders(engines[0]!, { s3: { url, timeoutMs: 500 } });
    try {
      const user: TestUser = await running.openUser();
      const path = await user.newOrder({ type: "csv_to_json" });
      expect((await user.uploadTable(path)).status).toBe(201);
      expect((await user.post(`${path}/confirm`)).status).toBe(202);
      await proxy.become("refuse");
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        await running.work();
        running.advance(10_000);
        expect((await user.get(path)).json.status).toBe("processing");
      }
      await proxy.become("none");
      await running.work();
      expect((await user.get(path)).json).toMatchObject({ status: "completed" });
      expect((await user.get("/v1/account")).json.usage).toMatchObject({ orders: { used: 1 }, units: { used: 1 } });
    } finally {
      await running.stop();
      await proxy.stop();
      await s3.stop();
    }
  });
});
