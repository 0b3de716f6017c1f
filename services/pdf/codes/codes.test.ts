import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { pdf } from "../contract.ts";

it("has exactly one test file for each code: the 20 documented ones and RATE_LIMITED", () => {
  const files = readdirSync(import.meta.dirname).filter((file) => file !== "codes.test.ts");
  expect(files.sort()).toEqual(pdf.codes.map((code) => `${code}.test.ts`).sort());
  expect(pdf.codes).toHaveLength(21);
});
