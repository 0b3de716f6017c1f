import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { scribe } from "../contract.ts";

it("has exactly one test file for each code: the 8 documented ones and rate_limited", () => {
  const files = readdirSync(import.meta.dirname).filter((file) => file !== "codes.test.ts");
  expect(files.sort()).toEqual(scribe.codes.map((code) => `${code}.test.ts`).sort());
  expect(scribe.codes).toHaveLength(9);
});
