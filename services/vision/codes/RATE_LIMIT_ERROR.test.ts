import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";

describe("RATE_LIMIT_ERROR", () => {
  recordsExchange(visionDemo, "RATE_LIMIT_ERROR", {
    steps: [as("busy").get("/v1/account", { note: "101 calls within one minute", times: 101 })],
    works: as("lab").get("/v1/account", { note: "another account" }),
  });

  inBothForms()((running) => {
    it("is returned for call 101 of an account within 60 seconds, with an exact Retry-After", async () => {
      const { openAccount, advance } = running();
      const [account, other] = [await openAccount(), await openAccount()];
      const second = await account.mint({});
      const calls = Array.from({ length: 100 }, (_, call) => (call % 2 === 0 ? account : second).get("/v1/keys"));
      const replies = await Promise.all(calls);
      expect(replies.every(({ status }) => status === 200)).toBe(true);
      expect(replies.every(({ headers }) => headers.get("ratelimit-policy") === '"calls";q=100;w=60')).toBe(true);
      const left = replies.map(({ headers }) => Number(/r=(\d+)/.exec(headers.get("ratelimit") ?? "")?.[1]));
      expect(left.sort((one, other) => one - other)).toEqual(Array.from({ length: 100 }, (_, index) => index));
      const refused = await account.get("/v1/rules/rul_0");
      expectVisionError(running(), refused, 429, {
        code: "RATE_LIMIT_ERROR",
        message: "Rate limit exceeded: 100 calls per 60 seconds",
      });
      const retryAfterSec = Number(refused.headers.get("retry-after"));
      expect(retryAfterSec).toBeGreaterThanOrEqual(1);
      expect(retryAfterSec).toBeLessThanOrEqual(60);
      expect(refused.headers.get("ratelimit")).toMatch(/^"calls";r=0;t=\d+$/);

      expect((await other.get("/v1/keys")).status).toBe(200);
      advance(retryAfterSec * 1_000);
      expect((await account.get("/v1/keys")).status).toBe(200);
    });
  });
});
