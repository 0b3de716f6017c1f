import { describe, expect, it } from "vitest";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { scribeDemo } from "../../testing/recording/scribe-demo.ts";
import { expectRefused, onEveryEngine } from "../../testing/running-scribe.ts";

describe("rate_limited", () => {
  recordsExchange(scribeDemo, "rate_limited", {
    steps: [as("busy").get("/v1/account", { note: "601 requests within one minute", times: 601 })],
    works: as("clinic").get("/v1/account", { note: "another account" }),
  });

  onEveryEngine((running) => {
    it("returns 429 when the 601st request of an account arrives within a minute, and 200 after Retry-After", async () => {
      const { openAccount, client, advance } = running();
      const [account, other] = [await openAccount(), await openAccount()];
      const secondKey = await account.mint(["*"]);
      for (let sent = 0; sent < 600; sent += 50) {
        const replies = await Promise.all(Array.from({ length: 50 }, () => account.get("/v1/account")));
        for (const { status, headers } of replies) {
          expect(status).toBe(200);
          expect(headers.get("ratelimit-policy")).toBe('"minute";q=600;w=60');
        }
      }
      const limited = await client(secondKey).get("/v1/patients/pat_0");
      const message = "Too many requests. Retry after the time in the Retry-After header.";
      expectRefused(limited, 429, { type: "invalid_request_error", code: "rate_limited", message });
      expect(limited.headers.get("ratelimit")).toMatch(/^"minute";r=0;t=\d+$/);
      const retryAfterSec = Number(limited.headers.get("retry-after"));
      expect(retryAfterSec).toBeGreaterThanOrEqual(1);
      expect(retryAfterSec).toBeLessThanOrEqual(60);
      expect((await other.get("/v1/account")).status).toBe(200);
      advance(retryAfterSec * 1000);
      expect((await account.get("/v1/account")).status).toBe(200);
    });
  });
});
