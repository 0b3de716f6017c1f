import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { imagingDemo } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

describe("RATE_LIMITED", () => {
  recordsExchange(imagingDemo, "RATE_LIMITED", {
    steps: [as("busy").get("/v1/partner", { note: "121 requests within one minute", times: 121 })],
    works: as("acme").get("/v1/partner", { note: "another partner" }),
  });

  onEveryEngine((running) => {
    it("returns 429 when the 121st request arrives within a minute, and 200 after Retry-After", async () => {
      const { openPartner, advance } = running();
      const [partner, other] = [await openPartner(), await openPartner()];
      for (let sent = 1; sent <= 120; sent += 1) {
        const { status, headers } = await partner.get("/v1/partner");
        expect(status).toBe(200);
        expect(headers.get("ratelimit-policy")).toBe('"minute";q=120;w=60');
        expect(headers.get("ratelimit")).toContain(`"minute";r=${120 - sent};`);
      }
      const limited = await partner.get("/v1/customers/cus_000000000000000000000000");
      expectError(limited, 429, {
        code: "RATE_LIMITED",
        message: "Too many requests. Retry after the number of seconds in the Retry-After header.",
      });
      const retryAfterSec = Number(limited.headers.get("retry-after"));
      expect(retryAfterSec).toBeGreaterThanOrEqual(1);
      expect(retryAfterSec).toBeLessThanOrEqual(60);
      expect(limited.headers.get("ratelimit")).toMatch(/^"minute";r=0;t=\d+$/);

      expect((await other.get("/v1/partner")).status).toBe(200);
      expect((await partner.get("/v1/partner")).status).toBe(429);
      advance(retryAfterSec * 1000);
      expect((await partner.get("/v1/partner")).status).toBe(200);
    });
  });
});
