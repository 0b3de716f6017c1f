import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { generate, label, member, pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsConditions } from "../../testing/recording/records-conditions.ts";
import { recordsOperations } from "../../testing/recording/records-operations.ts";
import { as, type Step } from "../../testing/recording/scenario.ts";
import { pdf } from "../contract.ts";

it("has exactly one test file for each code: the 20 documented ones and 8 extensions", () => {
  const files = readdirSync(import.meta.dirname).filter((file) => /^(?!codes)\w+\.test\.ts$/.test(file));
  expect(files.sort()).toEqual(pdf.codes.map((code) => `${code}.test.ts`).sort());
  expect(pdf.codes).toHaveLength(28);
});

recordsConditions(pdfDemo, {
  account: "atlas",
  get: "/v1/workspace",
  post: "/v1/designs",
  json: label,
  bodyBytes: pdf.limits.bodyBytes,
  hasDatabaseCode: true,
});

const atlas = as("atlas");

recordsOperations(pdfDemo, [
  atlas.get("/v1/usage?month=2026-03"),
  atlas.get("/v1/credits/movements?limit=2"),
  atlas.get("/v1/members"),
  atlas.get("/v1/api-keys"),
  atlas.post("/v1/designs", label, { note: "creates a design", capture: { designId: "/data/id" } }),
  atlas.get("/v1/designs/{{designId}}"),
  atlas.put("/v1/designs/{{designId}}", label, { note: "replaces the design" }),
  atlas.delete("/v1/designs/{{designId}}"),
  { ...generate("atlas", "generates an invoice"), capture: { pdfId: "/data/id" } },
  atlas.get("/v1/pdfs/{{pdfId}}/content", { note: "downloads the invoice" }),
  atlas.delete("/v1/pdfs/{{pdfId}}"),
  startJob("jobId"),
  atlas.get("/v1/jobs/{{jobId}}", {
    note: "waits until the documents are there",
    until: { "/data/state": "finished" },
  }),
  atlas.get("/v1/jobs/{{jobId}}/documents/0", { note: "downloads a document of the job" }),
  atlas.get("/v1/jobs/{{jobId}}/archive", { note: "downloads all documents of the job" }),
  atlas.get("/v1/jobs"),
  startJob("otherJobId"),
  atlas.post("/v1/jobs/{{otherJobId}}/cancel", undefined, { note: "cancels a job" }),
  atlas.post("/v1/jobs/{{otherJobId}}/retry", undefined, { note: "generates failed documents of a job again" }),
  atlas.delete("/v1/jobs/{{otherJobId}}"),
  atlas.post("/v1/members", member, { note: "adds a member", capture: { memberId: "/data/id" } }),
  atlas.delete("/v1/members/{{memberId}}", { note: "removes the member" }),
]);

/** Starts a job for two invoices. @param name placeholder for its id */
function startJob(name: string): Step {
  const { json } = generate("atlas", "").request.body as { json: { designId: string; variables: object } };
  const documents = [{ variables: json.variables }, { variables: json.variables }];
  return atlas.post(
    "/v1/jobs",
    { designId: json.designId, documents },
    { note: "starts a job", capture: { [name]: "/data/id" } },
  );
}
