import { readdir } from "node:fs/promises";
import { expect, it } from "vitest";
import { pdf } from "../contract.ts";

it("there is one test for each code of the contract, and no other", async () => {
  const files = await readdir(new URL(".", import.meta.url));
  const codes = files.filter((file) => file !== "codes.test.ts").map((file) => file.replace(".test.ts", ""));
  expect(codes.sort()).toEqual([...pdf.codes].sort());
});
