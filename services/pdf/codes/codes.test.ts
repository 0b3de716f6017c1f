import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { label, pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsConditions } from "../../testing/recording/records-conditions.ts";
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
