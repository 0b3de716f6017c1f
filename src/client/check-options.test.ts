import { describe, expect, it } from "vitest";
import { client } from "./client.ts";
import { withErrata } from "./with-errata.ts";

/** Options that are numbers, with the least value of each. */
const numbers = { retries: 0, maxWaitMs: 0, deadlineMs: 1, attemptMs: 1 };
const create = (options: object) => [
  () => client({ baseUrl: "https://shop.example", ...options }),
  () => withErrata(fetch, options),
];

describe.each(Object.entries(numbers))("%s", (name, least) => {
  it.each([Number.NaN, Number.NEGATIVE_INFINITY, -1, least - 0.5, "5", "", null, true, 5n])(
    "rejects %s when the client is created",
    (value) => {
      for (const run of create({ [name]: value }))
        expect(run).toThrow(`${name} must be a number >= ${least}, received ${typeof value}`);
    },
  );

  it.each([least, least + 1, 2 ** 40, Number.POSITIVE_INFINITY, undefined])("accepts %s", (value) => {
    for (const run of create({ [name]: value })) expect(run).not.toThrow();
  });
});

it("rejects a maxBytes that is not a number of bytes", () => {
  for (const maxBytes of [Number.NaN, 0, -1, "5"])
    expect(() => client({ baseUrl: "https://shop.example", maxBytes: maxBytes as number })).toThrow("maxBytes must be");
});
