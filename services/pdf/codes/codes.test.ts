import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { generate, label, pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsConditions } from "../../testing/recording/records-conditions.ts";
import { recordsOperations } from "../../testing/recording/records-operations.ts";
import { as } from "../../testing/recording/scenario.ts";
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
  atlas.delete("/v1/pdfs/{{pdfId}}"),
  atlas.get("/v1/jobs"),
]);
