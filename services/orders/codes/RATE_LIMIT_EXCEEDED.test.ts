import { describe, expect, it } from "vitest";
import { ordersDemo } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

describe("RATE_LIMIT_EXCEEDED", () => {
  recordsExchange(ordersDemo, "RATE_LIMIT_EXCEEDED", {
    steps: [as("busy").get("/v1/account", { note: "121 requests within one minute", times: 121 })],
    works: as("ada").get("/v1/account", { note: "another user" }),
  });

  onEveryEngine((running) => {
    it("is returned for the 121st request of a user within a minute, with an exact Retry-After", async () => {
      const { openUser, advance } = running();
      const user = await openUser();
      const colleague = await user.colleague();
      for (let sent = 1; sent <= 120; sent += 1) expect((await user.get("/v1/plans")).status).toBe(200);
      const refused = await user.get("/v1/plans?colour=red");
      const retryAfterSec = Number(refused.headers.get("retry-after"));
      expectOrdersError(refused, "RATE_LIMIT_EXCEEDED", `Too many requests. Try again in ${retryAfterSec} s.`, {
        ...{ limit: 120, windowSec: 60, retryAfterSec },
      });
      expect(retryAfterSec).toBeGreaterThanOrEqual(1);
      expect(retryAfterSec).toBeLessThanOrEqual(60);
      expect((await colleague.get("/v1/plans")).status).toBe(200);
      advance(retryAfterSec * 1000);
      expect((await user.get("/v1/plans")).status).toBe(200);
    });
  });
});
