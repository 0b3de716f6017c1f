import { describe, expect, it } from "vitest";
import { pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { anonymous, as } from "../../testing/recording/scenario.ts";
import { expectPdfError, onEveryEngine } from "../../testing/running-pdf.ts";
import { atlas } from "../demo.ts";

const message = "Too many requests. Retry after the number of seconds in the Retry-After header.";

describe("RATE_LIMITED", () => {
  const wrong = { ...atlas, email: "eve-{{uuid}}@example.com", password: "wrong" };
  recordsExchange(pdfDemo, "RATE_LIMITED", {
    steps: [anonymous().post("/v1/sessions", wrong, { note: "11 attempts to sign in within one minute", times: 11 })],
    works: as("atlas").get("/v1/workspace", { note: "requests with a key have another limit" }),
  });

  onEveryEngine((running) => {
    it("returns 429 when the 601st request of a workspace arrives within a minute, and 200 after Retry-After", async () => {
      const { openWorkspace, advance } = running();
      const [workspace, other] = [await openWorkspace(), await openWorkspace()];
      const member = await workspace.signIn("viewer");
      for (let sent = 0; sent < 600; sent += 50) {
        const replies = await Promise.all(Array.from({ length: 50 }, () => workspace.get("/v1/workspace")));
        for (const { status, headers } of replies) {
          expect(status).toBe(200);
          expect(headers.get("ratelimit-policy")).toBe('"minute";q=600;w=60');
        }
      }
      const limited = await member.get("/v1/pdfs/doc_0");
      expectPdfError(limited, "RATE_LIMITED", message);
      expect(limited.headers.get("ratelimit")).toMatch(/^"minute";r=0;t=\d+$/);
      const retryAfterSec = Number(limited.headers.get("retry-after"));
      expect(retryAfterSec).toBeGreaterThanOrEqual(1);
      expect(retryAfterSec).toBeLessThanOrEqual(60);
      expect((await other.get("/v1/workspace")).status).toBe(200);
      advance(retryAfterSec * 1000);
      expect((await workspace.get("/v1/workspace")).status).toBe(200);
    });
  });
});
