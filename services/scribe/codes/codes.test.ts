import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { recordsConditions } from "../../testing/recording/records-conditions.ts";
import { scribeDemo } from "../../testing/recording/scribe-demo.ts";
import { scribe } from "../contract.ts";

it("has exactly one test file for each code: the 8 documented ones and 5 extensions", () => {
  const files = readdirSync(import.meta.dirname).filter((file) => /^(?!codes)\w+\.test\.ts$/.test(file));
  expect(files.sort()).toEqual(scribe.codes.map((code) => `${code}.test.ts`).sort());
  expect(scribe.codes).toHaveLength(13);
});

recordsConditions(scribeDemo, {
  account: "clinic",
  get: "/v1/account",
  post: "/v1/patients",
  json: { name: "Ada Example" },
  bodyBytes: scribe.limits.bodyBytes,
});
