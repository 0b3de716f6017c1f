import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { scribe } from "../contract.ts";

it("every documented code has a test file, and every test file has a documented code", () => {
  const files = readdirSync(import.meta.dirname).filter((file) => file !== "codes.test.ts");
  expect(files.sort()).toEqual(scribe.codes.map((code) => `${code}.test.ts`).sort());
  expect(scribe.codes).toHaveLength(8);
});
