import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { imaging } from "../contract.ts";

it("has exactly one test file for each documented code", () => {
  const files = readdirSync(import.meta.dirname).filter((file) => file !== "codes.test.ts");
  expect(files.sort()).toEqual(imaging.codes.map((code) => `${code}.test.ts`).sort());
  expect(imaging.codes).toHaveLength(18);
});
