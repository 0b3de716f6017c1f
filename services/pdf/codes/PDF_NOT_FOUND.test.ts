import { describe, expect, it } from "vitest";
import { pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectPdfError, invoice, onEveryEngine } from "../../testing/running-pdf.ts";
import { stableHeaders } from "../../testing/stable-headers.ts";

const message = "No such generated PDF or job output.";

describe("PDF_NOT_FOUND", () => {
  recordsExchange(pdfDemo, "PDF_NOT_FOUND", {
    steps: [as("atlas").get("/v1/pdfs/doc_000000000000000000000000", { note: "no such document" })],
    works: as("atlas").get("/v1/pdfs?limit=1", { note: "lists the documents that exist" }),
  });

  onEveryEngine((running) => {
    it("returns the same 404 for a foreign, a deleted and an unknown document", async () => {
      const [workspace, other] = [await running().openWorkspace(), await running().openWorkspace()];
      const { id: foreign } = (await other.newPdf(await other.newDesign())).json.data;
      const { id: deleted } = (await workspace.newPdf(await workspace.newDesign())).json.data;
      expect((await workspace.delete(`/v1/pdfs/${deleted}`)).status).toBe(200);
      const ids = [foreign, deleted, "doc_000000000000000000000000", "%00"];
      const requests = [
        (id: string) => workspace.get(`/v1/pdfs/${id}`),
        (id: string) => workspace.get(`/v1/pdfs/${id}/content`),
        (id: string) => workspace.delete(`/v1/pdfs/${id}`),
      ];
      for (const send of requests) {
        const replies = await Promise.all(ids.map(send));
        for (const reply of replies) expectPdfError(reply, "PDF_NOT_FOUND", message);
        expect(new Set(replies.map((reply) => JSON.stringify(stableHeaders(reply)))).size).toBe(1);
      }
      expect((await other.get(`/v1/pdfs/${foreign}/content`)).status).toBe(200);
    });

    it("returns 404 for outputs of a job that are pending, failed, deleted or do not exist", async () => {
      const { openWorkspace, service } = running();
      const workspace = await openWorkspace();
      const designId = await workspace.newDesign();
      const documents = [{ variables: invoice }, { variables: {} }];
      const { id } = (await workspace.post("/v1/jobs", { designId, documents })).json.data;
      const output = (position: string) => workspace.get(`/v1/jobs/${id}/documents/${position}`);
      expectPdfError(await output("0"), "PDF_NOT_FOUND", message);
      while ((await service.worker.runOnce()) > 0);
      expect((await output("0")).status).toBe(200);
      for (const position of ["1", "2", "-1", "first", "99999999"]) {
        expectPdfError(await output(position), "PDF_NOT_FOUND", message);
      }
      const [made] = (await workspace.get(`/v1/jobs/${id}`)).json.data.documents;
      await workspace.delete(`/v1/pdfs/${made.pdfId}`);
      expectPdfError(await output("0"), "PDF_NOT_FOUND", message);
    });
  });
});
