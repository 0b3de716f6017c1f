import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contract } from "../../contract/index.ts";
import { client } from "../client.ts";
import { contractMetadata } from "../contract/index.ts";
import { parseResponse } from "../parse/index.ts";
import { withErrata } from "../with-errata.ts";

const baseUrl = "https://shop.example";
const create = (options: object) => [() => client({ baseUrl, ...options }), () => withErrata(fetch, options)];

/** Options that are numbers, with the least value of each. */
const numbers = { retries: 0, maxWaitMs: 0, deadlineMs: 1, attemptMs: 1 };

describe.each(Object.entries(numbers))("%s", (name, least) => {
  const expected = new RegExp(`^${name} must be a (whole )?number >= ${least}, received `);

  it("is rejected unless it is a number of at least its bound", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const isValid = value === undefined || (typeof value === "number" && value >= least && Number.isInteger(value));
        fc.pre(!isValid && !(typeof value === "number" && value >= least && name.endsWith("Ms")) && value !== Infinity);
        for (const run of create({ [name]: value })) expect(run).toThrow(expected);
      }),
    );
  });

  it.each([least, least + 1, 2 ** 40, Number.POSITIVE_INFINITY, undefined])("accepts %s", (value) => {
    for (const run of create({ [name]: value })) expect(run).not.toThrow();
  });
});

it("accepts fractions of times, but not of counts", () => {
  for (const name of ["maxWaitMs", "deadlineMs", "attemptMs"])
    for (const run of create({ [name]: 1.5 })) expect(run).not.toThrow();
  for (const run of create({ retries: 1.5 }))
    expect(run).toThrow("retries must be a whole number >= 0, received number 1.5.");
});

it("rejects a maxBytes that is not a number of bytes", () => {
  for (const maxBytes of [Number.NaN, 0, -1, 1.5, "5"])
    expect(() => client({ baseUrl, maxBytes: maxBytes as number })).toThrow("maxBytes must be a whole number >= 1");
});

/** Options of other types, with values of a wrong type. */
const wrong: Readonly<Record<string, readonly unknown[]>> = {
  random: [0.5, "x", null, {}],
  clock: [0, new Date(), null],
  onRetry: ["log", true, {}],
  callerOf: ["caller", 1, null],
  gate: ["false", 0, null, {}],
  attemptHeader: ["yes", 1, null],
  metadata: ["shop", 5, null, true],
  idempotencyHeader: ["", "a b", "key:", "a\nb", "ключ", 5, null, {}],
};

describe.each(Object.entries(wrong))("%s", (name, values) => {
  it("is rejected if it has another type, with what was expected and received", () => {
    for (const value of values)
      for (const run of create({ [name]: value }))
        expect(run).toThrow(new RegExp(`^${name} must be an? [\\w ]+, received [\\w. ]+\\.$`));
  });
});

it.each([
  ["fetch", "https://shop.example"],
  ["fetch", null],
  ["headers", "authorization: Bearer t-1"],
  ["headers", 5],
  ["detectErrors", "never"],
  ["baseUrl", new URL(baseUrl)],
])("client rejects %s: %j, without quoting it", (name, value) => {
  const run = () => client({ baseUrl, [name]: value });
  expect(run).toThrow(`${name} must be a`);
  expect(run).not.toThrow("t-1");
});

it("rejects options that do not exist, and lists those that do", () => {
  expect(() => client({ baseUrl, retires: 3 } as never)).toThrow(
    /^client has no option "retires"\. Its options are retries, .*baseUrl/,
  );
  expect(() => withErrata(fetch, { baseUrl } as never)).toThrow('withErrata has no option "baseUrl"');
  expect(() => client({ baseUrl, toString: () => "" } as never)).toThrow('client has no option "toString"');
});

it("rejects options that are no object, and a fetch that is no function", () => {
  for (const options of [null, 5, "x", () => {}]) {
    expect(() => client(options as never)).toThrow("the options of client must be an object, received");
    expect(() => withErrata(fetch, options as never)).toThrow("the options of withErrata must be an object, received");
  }
  expect(() => withErrata({} as never)).toThrow("the first parameter of withErrata must be a function like fetch");
});

it("parseResponse rejects options that are not valid", async () => {
  const parse = (options: unknown) => parseResponse(new Response("{}"), undefined, options as never);
  await expect(parse({ detectErrors: "no" })).rejects.toThrow("detectErrors must be a boolean or function");
  await expect(parse({ detectError: false })).rejects.toThrow('parseResponse has no option "detectError"');
});

it("rejects a contract in place of its metadata", () => {
  const errors = { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } } as const;
  const shop = contract({ name: "shop", version: "1.0.0", errors, operations: {} });
  for (const run of create({ metadata: shop }))
    expect(run).toThrow("metadata must be an object that contractMetadata returns, received object.");
  for (const run of create({ metadata: contractMetadata(shop) })) expect(run).not.toThrow();
});
