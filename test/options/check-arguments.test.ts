import { readFileSync } from "node:fs";
import { contract, isKind, quote } from "errata";
import { parseError, retryHint } from "errata/client";
import { boundary, describeCause, outageCode, schemaIssues, stackFrames } from "errata/server";
import { isStoreDown } from "errata/store";
import { Hono } from "hono";
import Koa from "koa";
import { describe, expect, it } from "vitest";

const { exports } = JSON.parse(readFileSync("package.json", "utf8")) as { exports: Record<string, unknown> };
/** `errata/client/formats` exports no function. */
const entryPoints = Object.keys(exports).filter((path) => !/json$|formats$/.test(path));

/** Throws whatever is done with it. */
function hostileProxy(): unknown {
  const traps = ["get", "has", "ownKeys", "getOwnPropertyDescriptor", "getPrototypeOf", "set", "defineProperty"];
  const fail = () => {
    throw new Error("The proxy throws.");
  };
  return new Proxy({}, Object.fromEntries(traps.map((trap) => [trap, fail])));
}

const values: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  "an empty object": () => ({}),
  "an empty list": () => [],
  "an empty text": () => "",
  "0": () => 0,
  "a function": () => () => undefined,
  "a proxy that throws": hostileProxy,
};

const shop = contract({
  name: "shop",
  version: "1.0.0",
  errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
  operations: { "POST /orders": ["SOLD_OUT"] },
});
const shopBoundary = boundary(shop);
const error = shop.error.SOLD_OUT();

/** Valid arguments of functions with several parameters, each of which is replaced by every value. */
const validArguments: Readonly<Record<string, readonly unknown[]>> = {
  compileMessage: ["Sold out.", "en"],
  detailsIssues: [{ type: "object" }, {}, {}],
  raise: [shop.error.SOLD_OUT, undefined],
  unify: [shop, "stripe"],
  compileEnvelope: [{ code: "$code" }, { name: "shop" }],
  hasScope: [["a"], "a"],
  rateLimitHeaders: [[], "draft"],
  safeFileName: ["a.txt", "file"],
  boundary: [shop, {}],
  checkInput: [{ "~standard": { validate: () => ({ value: 1 }) } }, {}, "body"],
  chooseLanguage: ["en", ["en", "de"]],
  compareOperations: [shopBoundary, ["POST /orders"]],
  contractMetadata: [shop],
  match: [error, { SOLD_OUT: () => 1, _: () => 2 }],
  matchKind: [error, { _: () => 2 }],
  decide: [error, {}],
  parseError: [409, {}, "{}", undefined],
  retryHint: [{}, "{}", 0],
  openapi: [shop, {}],
  addErrors: [{ paths: {} }, shop, {}],
  describeApi: [shop, { operations: {} }],
  checkContract: [shop, {}],
  diffContracts: [shop, shop, {}],
  linkDrift: [shop, new Map()],
  pageDrift: [shop, "SOLD_OUT", []],
  findCode: [shop, "SOLD_OUT"],
  preferredType: ["*/*", ["text/html"]],
  recordedExchanges: [shop, []],
  reference: [shop, {}],
  sampleFiles: [shop, { exchanges: [] }],
  samplesOf: [shop, { exchanges: [] }, { apiUrl: "https://api.example" }],
  expectError: [shop, { status: 409, headers: {}, body: "" }, "SOLD_OUT", {}],
  formatCoverage: [{ missing: [] }, false],
  honoBoundary: [new Hono(), shopBoundary, {}],
  expressBoundary: [{ handle: () => undefined }, shopBoundary],
  koaBoundary: [new Koa(), shopBoundary, {}],
  h3Boundary: [{ "~request": () => undefined }, shopBoundary],
  fastifyBoundary: [{ decorateRequest: () => undefined }, shopBoundary],
  nodeListener: [shopBoundary, () => undefined, {}],
  nextRoute: [shopBoundary, {}, []],
  nextProxy: [shopBoundary, () => undefined],
  handleClientErrors: [{}, shopBoundary],
  Operation: [shop, "POST /orders"],
  fromORPCError: [error, shop],
  fromTRPCError: [{ data: {} }, shop],
};
/** Values that only run-time behaviour could tell from right ones. */
const exceptions: Readonly<Record<string, string>> = {
  audit: "a function", // It does not query a database.
  compileEnvelope: "a proxy that throws", // Every member of a template is read.
};

const errorNames = [
  "AdoptError",
  "ApiError",
  "AssertionError",
  "BodyError",
  "ContractError",
  "InputError",
  "StoreError",
];

/** Errors of the library say what was expected and what was received, or have a code. */
function isOwn(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { name, message } = thrown;
  return errorNames.includes(name) || /^ERRATA_|expected .+, received |must be .+, received /is.test(message);
}

/** Classes are those of errors, which store what the library passes to them, and a module of Nest. */
function isFunction(value: unknown): boolean {
  return typeof value === "function" && !String(value).startsWith("class");
}

/** Calls a function, and returns what it throws or rejects with if that is not an error of the library. */
async function foreignError(call: (...parameters: unknown[]) => unknown, parameters: unknown[]): Promise<unknown> {
  try {
    await Promise.race([call(...parameters), new Promise((resolve) => setTimeout(resolve, 1_000).unref())]);
  } catch (thrown) {
    return isOwn(thrown) ? undefined : thrown;
  }
  return undefined;
}

describe.each(entryPoints)("%s", async (path) => {
  const module = (await import(`errata${path.slice(1)}`)) as Record<string, unknown>;
  const functions = Object.entries(module).filter(([, value]) => isFunction(value));
  it.each(functions)("%s works with any arguments, or throws an error of the library", async (name, exported) => {
    const call = exported as (...parameters: unknown[]) => unknown;
    const found: string[] = [];
    for (const [label, create] of Object.entries(values)) {
      if (exceptions[name] === label) continue;
      const valid = validArguments[name] ?? [];
      const lists = [
        [create()],
        [create(), create(), create(), create()],
        ...valid.map((_, index) => valid.map((value, at) => (at === index ? create() : value))),
      ];
      for (const [index, parameters] of lists.entries()) {
        const thrown = await foreignError(call, parameters);
        if (thrown !== undefined) found.push(`${label} ${index}: ${String(thrown).slice(0, 120)}`);
      }
    }
    expect(found).toEqual([]);
  });
});

it.each(Object.entries(values))("parseError, retryHint and the readers of causes never throw for %s", (_, create) => {
  const error = parseError(create() as number, create() as never, create(), create() as never);
  expect(error).toMatchObject({ known: false, sent: true });
  expect(parseError(409, undefined as never, '{"code":"SOLD_OUT"}')).toMatchObject({ code: "SOLD_OUT", status: 409 });
  expect(parseError(409, {}, { code: "SOLD_OUT", message: "Sold out." }).code).toBe("SOLD_OUT");
  expect(retryHint(create() as never, create())).toBeUndefined();
  for (const read of [describeCause, outageCode, schemaIssues, stackFrames, isStoreDown, isKind, quote])
    expect(() => read(create() as never)).not.toThrow();
});
