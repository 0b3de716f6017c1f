import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { orders } from "../contract.ts";

it("each of the 26 published codes has one test file", () => {
  const files = readdirSync(import.meta.dirname).filter((file) => file !== "codes.test.ts");
  expect(files.sort()).toEqual(orders.codes.map((code) => `${code}.test.ts`).sort());
  expect(orders.codes).toHaveLength(26);
});
