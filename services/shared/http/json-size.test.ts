import { expect, it } from "vitest";
import { measureJson } from "./json-size.ts";

it.each([
  ["1", 0, 0, 0],
  ["[]", 1, 1, 0],
  ['{"a":[1,2,{"b":3}]}', 5, 3, 2],
  ['["a,b[[","\\",\\\\[",{}]', 4, 2, 0],
  ['["ü,[",[[[]]]]', 5, 4, 0],
  ['[{"a":":"},{"a" : 2},{"b\\"":"b"}]', 6, 2, 2],
  ['{"a', 1, 1, 0],
  ['{"a\\', 1, 1, 0],
])("measures %s", (text, values, depth, names) => {
  expect(measureJson(Buffer.from(text))).toEqual({ values, depth, names });
});

it("measures 4 MiB of empty objects much faster than they can be parsed", () => {
  const bytes = Buffer.from(`[${"{},".repeat(1_300_000)}{}]`);
  const { user } = process.cpuUsage();
  expect(measureJson(bytes)).toEqual({ values: 2_600_002, depth: 2, names: 0 });
  expect(process.cpuUsage().user - user).toBeLessThan(200_000);
});

it("counts 10,000 different names, of any length, with an error of a few percent", () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `"${"x".repeat(index % 300)}${index}":0`);
  const { names: counted } = measureJson(Buffer.from(`[{${names.join()}},{${names.join()}}]`));
  expect(counted).toBeGreaterThan(8_000);
  expect(counted).toBeLessThanOrEqual(10_000);
});
