import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { orders } from "../contract.ts";

it("every documented code has the file of tests that causes it, and no file is left over", () => {
  const files = readdirSync(import.meta.dirname).filter((file) => file !== "codes.test.ts");
  expect(files.sort()).toEqual(orders.codes.map((code) => `${code}.test.ts`).sort());
  expect(orders.codes).toHaveLength(26);
});
