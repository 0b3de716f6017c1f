import { describe, expect, it } from "vitest";
import { generate, pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { expectPdfError, invoice, onEveryEngine } from "../../testing/running-pdf.ts";

const message = "The Idempotency-Key was already used for a different request.";

describe("IDEMPOTENCY_KEY_REUSED", () => {
  const other = { number: "R-1002" };
  recordsExchange(pdfDemo, "IDEMPOTENCY_KEY_REUSED", {
    steps: [
      generate("atlas", "generates an invoice", {}, { "Idempotency-Key": "a-{{uuid}}" }),
      generate("atlas", "another invoice, the same key", other, { "Idempotency-Key": "a-{{uuid}}" }),
    ],
    works: generate("atlas", "another key", other, { "Idempotency-Key": "b-{{uuid}}" }),
  });

  onEveryEngine((running) => {
    it("returns 409 for a key that was used for another document, and charges nothing", async () => {
      const workspace = await running().openWorkspace();
      const designId = await workspace.newDesign();
      const generateWith = (variables: object) =>
        workspace.post("/v1/pdfs", { designId, variables }, { "Idempotency-Key": "k" });
      expect((await generateWith(invoice)).status).toBe(201);
      expectPdfError(await generateWith({ ...invoice, ...other }), "IDEMPOTENCY_KEY_REUSED", message);
      expect((await workspace.get("/v1/credits")).json.data.available).toBe(999);
      expect((await workspace.get("/v1/pdfs")).json.data.items).toHaveLength(1);
    });
  });
});
