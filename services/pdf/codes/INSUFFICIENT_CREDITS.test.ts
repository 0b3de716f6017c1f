import { describe, expect, it, vi } from "vitest";
import { generate, pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectPdfError, invoice, onEveryEngine } from "../../testing/running-pdf.ts";

const message = "Workspace does not have enough credits.";

describe("INSUFFICIENT_CREDITS", () => {
  recordsExchange(pdfDemo, "INSUFFICIENT_CREDITS", {
    steps: [generate("pinch", "costs 1 credit, balance 0")],
    works: as("pinch").get("/v1/credits", { note: "reads the balance" }),
  });

  onEveryEngine((running) => {
    it("returns 402 for a document with more pages than the workspace has credits, on a plan that pays by the page", async () => {
      const workspace = await running().openWorkspace({ plan: "pro", credits: 3 });
      const designId = await workspace.newDesign();
      const lines = Array.from({ length: 120 }, () => invoice.lines[0]);
      const long = { ...invoice, lines };
      expectPdfError(await workspace.newPdf(designId, long), "INSUFFICIENT_CREDITS", message);
      expect((await workspace.get("/v1/credits")).json.data).toEqual({ available: 3, reserved: 0 });
      const short = await workspace.newPdf(designId, { ...invoice, lines: lines.slice(0, 40) });
      expect(short.json.data).toMatchObject({ pages: 2, credits: 2 });
      expect((await workspace.get("/v1/credits")).json.data).toEqual({ available: 1, reserved: 0 });
    });

    it("does not render for a workspace without credits, and reports problems of the variables first", async () => {
      const { openWorkspace, service } = running();
      const workspace = await openWorkspace({ credits: 0 });
      const designId = await workspace.newDesign();
      const tasks = vi.spyOn(service.backend.renderer, "render");
      try {
        expectPdfError(await workspace.newPdf(designId), "INSUFFICIENT_CREDITS", message);
        const { customer: _, ...incomplete } = invoice;
        expect((await workspace.newPdf(designId, incomplete)).json.error.code).toBe("MISSING_REQUIRED_FIELD");
        expect(tasks).not.toHaveBeenCalled();
      } finally {
        tasks.mockRestore();
      }
      expect((await workspace.get("/v1/credits")).json.data).toEqual({ available: 0, reserved: 0 });
    });

    it("includes the required and the current credits in problem+json", async () => {
      const workspace = await running().openWorkspace({ credits: 0 });
      const body = JSON.stringify({ designId: await workspace.newDesign(), variables: invoice });
      const headers = { "Content-Type": "application/json", Accept: "application/problem+json" };
      const reply = await workspace.send("POST", "/v1/pdfs", body, headers);
      expect([reply.status, reply.json]).toEqual([
        402,
        expect.objectContaining({ code: "INSUFFICIENT_CREDITS", required: 1, current: 0 }),
      ]);
    });

    it("generates 5 of 12 simultaneous documents with 5 credits, returns 402 for the others, and spends 5", async () => {
      const workspace = await running().openWorkspace({ credits: 5 });
      const designId = await workspace.newDesign();
      const replies = await Promise.all(Array.from({ length: 12 }, () => workspace.newPdf(designId)));
      const made = replies.filter(({ status }) => status === 201);
      for (const reply of replies) if (reply.status !== 201) expectPdfError(reply, "INSUFFICIENT_CREDITS", message);
      expect(made).toHaveLength(5);
      expect((await workspace.get("/v1/credits")).json.data).toEqual({ available: 0, reserved: 0 });
      expect((await workspace.get("/v1/pdfs")).json.data.items).toHaveLength(5);
    });

    it("returns 402 for a job with more documents than credits", async () => {
      const workspace = await running().openWorkspace({ credits: 2 });
      const designId = await workspace.newDesign();
      const documents = Array.from({ length: 3 }, () => ({ variables: invoice }));
      expectPdfError(await workspace.post("/v1/jobs", { designId, documents }), "INSUFFICIENT_CREDITS", message);
    });
  });
});
