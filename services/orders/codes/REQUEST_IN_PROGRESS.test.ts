import { describe, expect, it } from "vitest";
import { eachEngine } from "../../testing/each-engine.ts";
import { holdingStore } from "../../testing/holding-store.ts";
import { ordersDemoWith } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { startRun } from "../../testing/recording/run-steps.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, startOrders } from "../../testing/running-orders.ts";

const { wrap, engine: holding, holdNext } = holdingStore();
const onEveryEngine = eachEngine((engine) => startOrders(holding(engine)));

describe("REQUEST_IN_PROGRESS", () => {
  const headers = { "Idempotency-Key": "order-1" };
  const create = as("ada").post("/v1/orders", { type: "inspect" }, { note: "creates the same order", headers });
  recordsExchange(ordersDemoWith(wrap), "REQUEST_IN_PROGRESS", {
    fault: "The first request with the key is still running.",
    steps: [
      async (demo) => {
        const held = holdNext(demo.stopped);
        void startRun(demo, "first")
          .send(create)
          .catch(() => undefined);
        await held;
      },
      create,
    ],
  });

  onEveryEngine((running) => {
    it("is returned with 409 and Retry-After until the first request ends, then its response", async () => {
      const user = await running().openUser();
      const send = () => user.post("/v1/orders", { type: "inspect" }, { "Idempotency-Key": "k" });
      let end = (): void => undefined;
      const held = holdNext(new Promise<void>((resolve) => (end = resolve)));
      const first = send();
      await held;
      const waiting = await send();
      expectOrdersError(
        waiting,
        "REQUEST_IN_PROGRESS",
        "The first request with this Idempotency-Key is still running.",
      );
      expect(waiting.headers.get("retry-after")).toBe("1");
      end();
      expect((await first).status).toBe(201);
      expect((await send()).text).toBe((await first).text);
      expect((await user.get("/v1/orders")).json.items).toHaveLength(1);
    });
  });
});
