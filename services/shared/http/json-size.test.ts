import { expect, it } from "vitest";
import { measureJson } from "./json-size.ts";

it.each([
  ["1", 0, 0],
  ["[]", 1, 1],
  ['{"a":[1,2,{"b":3}]}', 5, 3],
  ['["a,b[[","\\",\\\\[",{}]', 4, 2],
  ['["ü,[",[[[]]]]', 5, 4],
])("measures %s", (text, values, depth) => {
  expect(measureJson(Buffer.from(text))).toEqual({ values, depth });
});

it("measures 4 MiB of empty objects much faster than they can be parsed", () => {
  const bytes = Buffer.from(`[${"{},".repeat(1_300_000)}{}]`);
  const { user } = process.cpuUsage();
  expect(measureJson(bytes)).toEqual({ values: 2_600_002, depth: 2 });
  expect(process.cpuUsage().user - user).toBeLessThan(200_000);
});
