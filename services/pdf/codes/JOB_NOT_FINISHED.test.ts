import { describe, expect, it } from "vitest";
import { pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectPdfError, invoice, onEveryEngine } from "../../testing/running-pdf.ts";

describe("JOB_NOT_FINISHED", () => {
  const documents = Array.from({ length: 20 }, () => ({ variables: invoice }));
  const job = { designId: "dsn_00000000000000000000a001", documents };
  recordsExchange(pdfDemo, "JOB_NOT_FINISHED", {
    steps: [
      { ...as("atlas").post("/v1/jobs", job, { note: "starts a job" }), capture: { jobId: "/data/id" } },
      as("atlas").get("/v1/jobs/{{jobId}}/archive", { note: "requests its documents at once" }),
    ],
    works: as("atlas").get("/v1/jobs/{{jobId}}", { note: "reads how far the job is" }),
  });

  onEveryEngine((running) => {
    it("returns 409 with the number of pending documents until the job is finished or cancelled", async () => {
      const workspace = await running().openWorkspace();
      const designId = await workspace.newDesign();
      const start = async () =>
        (await workspace.post("/v1/jobs", { designId, documents: documents.slice(0, 4) })).json.data.id;
      const finished = await start();
      const archive = (id: string) => workspace.get(`/v1/jobs/${id}/archive`);
      expectPdfError(await archive(finished), "JOB_NOT_FINISHED", "The job still has 4 pending documents.");
      await running().service.worker.runOnce();
      expectPdfError(await archive(finished), "JOB_NOT_FINISHED", "The job still has 2 pending documents.");
      while ((await running().service.worker.runOnce()) > 0);
      expect((await archive(finished)).status).toBe(200);
      const cancelled = await start();
      await workspace.post(`/v1/jobs/${cancelled}/cancel`);
      expectPdfError(await archive(cancelled), "PDF_NOT_FOUND", "No such generated PDF or job output.");
    });
  });
});
