import { describe, expect, it } from "vitest";
import { eachEngine } from "../../testing/each-engine.ts";
import { holdingPool } from "../../testing/holding-pool.ts";
import { generate, pdfDemoWith } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { startRun } from "../../testing/recording/run-steps.ts";
import { expectPdfError, invoice, renderPool, startPdf } from "../../testing/running-pdf.ts";

const message = "The first request with this Idempotency-Key is still running.";
const { pool, holdNext } = holdingPool(renderPool);
const onEveryEngine = eachEngine((engine) => startPdf(engine, { renderPool: pool }));

describe("REQUEST_IN_PROGRESS", () => {
  const invoiceOnce = generate("atlas", "generates the same invoice", {}, { "Idempotency-Key": "R-1001" });
  recordsExchange(pdfDemoWith(pool), "REQUEST_IN_PROGRESS", {
    fault: "The first request with the key is still running.",
    steps: [
      async (demo) => {
        const held = holdNext(demo.stopped);
        void startRun(demo, "first")
          .send(invoiceOnce)
          .catch(() => undefined);
        await held;
      },
      invoiceOnce,
    ],
  });

  onEveryEngine((running) => {
    it("returns 409 with Retry-After until the first request ends, then its response", async () => {
      const workspace = await running().openWorkspace();
      const designId = await workspace.newDesign();
      const send = () => workspace.post("/v1/pdfs", { designId, variables: invoice }, { "Idempotency-Key": "k" });
      let end = (): void => undefined;
      const held = holdNext(new Promise<void>((resolve) => (end = resolve)));
      const first = send();
      await held;
      const waiting = await send();
      expectPdfError(waiting, "REQUEST_IN_PROGRESS", message);
      expect(waiting.headers.get("retry-after")).toBe("1");
      end();
      expect((await first).status).toBe(201);
      const again = await send();
      expect([again.text, again.headers.get("idempotent-replayed")]).toEqual([(await first).text, "true"]);
      expect((await workspace.get("/v1/credits")).json.data.available).toBe(999);
    });
  });
});
