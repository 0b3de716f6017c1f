import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { customer, imagingDemo } from "../../testing/recording/imaging-demo.ts";
import { recordsConditions } from "../../testing/recording/records-conditions.ts";
import { imaging } from "../contract.ts";

it("has exactly one test file for each of the 18 published codes and 9 extensions", () => {
  const files = readdirSync(import.meta.dirname).filter((file) => /^(?!codes)\w+\.test\.ts$/.test(file));
  expect(files.sort()).toEqual(imaging.codes.map((code) => `${code}.test.ts`).sort());
  expect(imaging.codes).toHaveLength(27);
});

recordsConditions(imagingDemo, {
  account: "acme",
  get: "/v1/partner",
  post: "/v1/customers",
  json: customer,
  bodyBytes: imaging.limits.bodyBytes,
});
