import { describe, expect, it } from "vitest";
import { pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectPdfError, invoice, onEveryEngine } from "../../testing/running-pdf.ts";
import { stableHeaders } from "../../testing/stable-headers.ts";

const message = "Resource does not exist.";

describe("NOT_FOUND", () => {
  recordsExchange(pdfDemo, "NOT_FOUND", {
    steps: [as("atlas").get("/v1/jobs/job_000000000000000000000000", { note: "no such job" })],
    works: as("atlas").get("/v1/pdfs?limit=1", { note: "lists the documents that exist" }),
  });

  onEveryEngine((running) => {
    it("returns 404 for unknown paths", async () => {
      for (const path of ["/v1", "/v2/pdfs", "/v1/pdf", "/v1/pdfs/doc_0/pages"]) {
        expectPdfError(await running().client().get(path), "NOT_FOUND", message);
      }
    });

    it("returns the same 404 for foreign and unknown jobs, members and keys", async () => {
      const [workspace, other] = [await running().openWorkspace(), await running().openWorkspace()];
      const member = await other.signIn("viewer");
      const key = (await other.post("/v1/api-keys", { role: "viewer" })).json.data.id;
      const job = { designId: await other.newDesign(), documents: [{ variables: invoice }] };
      const { id: jobId } = (await other.post("/v1/jobs", job)).json.data;
      for (const [method, foreign, unknown] of [
        ["GET", `/v1/jobs/${jobId}`, "/v1/jobs/job_000000000000000000000000"],
        ["GET", `/v1/jobs/${jobId}/documents/0`, "/v1/jobs/%00/documents/0"],
        ["DELETE", `/v1/members/${member.id}`, "/v1/members/mem_0"],
        ["DELETE", `/v1/api-keys/${key}`, "/v1/api-keys/..%2f"],
      ] as const) {
        const replies = [await workspace.send(method, foreign), await workspace.send(method, unknown)];
        for (const reply of replies) expectPdfError(reply, "NOT_FOUND", message);
        expect(stableHeaders(replies[0]!)).toEqual(stableHeaders(replies[1]!));
      }
      expect((await other.get(`/v1/jobs/${jobId}`)).status).toBe(200);
      expect((await member.get("/v1/workspace")).status).toBe(200);
    });
  });
});
