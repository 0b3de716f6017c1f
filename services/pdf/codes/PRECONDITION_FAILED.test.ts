import { describe, expect, it } from "vitest";
import { generate, pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectPdfError, invoice, onEveryEngine } from "../../testing/running-pdf.ts";

describe("PRECONDITION_FAILED", () => {
  const content = "/v1/pdfs/{{pdfId}}/content";
  recordsExchange(pdfDemo, "PRECONDITION_FAILED", {
    steps: [
      { ...generate("atlas", "generates a document"), capture: { pdfId: "/data/id" } },
      as("atlas").get(content, { note: "requires other content", headers: { "If-Match": '"0123"' } }),
    ],
    works: as("atlas").get("/v1/pdfs/{{pdfId}}", { note: "returns the current SHA-256, which is the ETag" }),
  });

  onEveryEngine((running) => {
    it("returns 412 for documents and documents of jobs unless If-Match lists the ETag", async () => {
      const workspace = await running().openWorkspace();
      const designId = await workspace.newDesign();
      const { id } = (await workspace.newPdf(designId)).json.data;
      const { id: jobId } = (await workspace.post("/v1/jobs", { designId, documents: [{ variables: invoice }] })).json
        .data;
      while ((await running().service.worker.runOnce()) > 0);
      for (const path of [`/v1/pdfs/${id}/content`, `/v1/jobs/${jobId}/documents/0`]) {
        const reply = await workspace.get(path, { "If-Match": '"other"' });
        expectPdfError(reply, "PRECONDITION_FAILED", "The file does not have the ETag that If-Match requires.");
        const etag = (await workspace.get(path)).headers.get("etag") ?? "";
        expect((await workspace.get(path, { "If-Match": etag })).status).toBe(200);
        expect((await workspace.get(path, { "If-None-Match": etag })).status).toBe(304);
      }
    });
  });
});
