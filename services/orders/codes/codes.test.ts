import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { ordersDemo } from "../../testing/recording/orders-demo.ts";
import { recordsConditions } from "../../testing/recording/records-conditions.ts";
import { orders } from "../contract.ts";

it("each of the 26 published codes and 5 extensions has one test file", () => {
  const files = readdirSync(import.meta.dirname).filter((file) => /^(?!codes)\w+\.test\.ts$/.test(file));
  expect(files.sort()).toEqual(orders.codes.map((code) => `${code}.test.ts`).sort());
  expect(orders.codes).toHaveLength(31);
});

recordsConditions(ordersDemo, {
  account: "ada",
  get: "/v1/account",
  post: "/v1/orders",
  json: { type: "inspect" },
  bodyBytes: orders.limits.bodyBytes,
});
