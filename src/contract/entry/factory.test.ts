import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as v from "valibot";
import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { contract, type JsonSchema, raise } from "../index.ts";

const base = { kind: "invalid_value", when: "The value is invalid.", message: "{id} is invalid." } as const;
const create = () =>
  contract({
    name: "x",
    version: "1.0.0",
    errors: {
      ZOD: { ...base, details: z.object({ id: z.string() }) },
      ARK: { ...base, details: type({ id: "string" }) },
      VALIBOT: { ...base, details: toStandardJsonSchema(v.object({ id: v.string() })) },
      JSON_SCHEMA: {
        ...base,
        details: { type: "object", properties: { id: { type: "string" } }, required: ["id"] },
      },
      EITHER: {
        ...base,
        message: "Invalid.",
        details: z.union([z.object({ id: z.string() }), z.object({ limit: z.number() })]),
      },
      LOOSE: { ...base, message: "Invalid.", details: z.looseObject({ id: z.string() }) },
      BARE: { ...base, message: "Invalid." },
    },
  });

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("details", () => {
  it.each(["ZOD", "ARK", "VALIBOT", "JSON_SCHEMA"] as const)(
    "of %s that do not match their schema throw where the error is created",
    (code) => {
      const factory = create().error[code] as (details: unknown) => Error;
      expect(factory({ id: "a" }).message).toBe("a is invalid.");
      expect(() => factory({ id: 7 })).toThrow(/ERRATA_DETAILS_INVALID: the details of .* id.*Received {"id":7}/);
      expect(() => factory(undefined)).toThrow(TypeError);
    },
  );

  it("can be omitted if all of them are optional", () => {
    const { error } = contract({
      name: "x",
      version: "1.0.0",
      errors: {
        SOFT: { ...base, message: "Invalid.", details: z.object({ limit: z.number().optional() }) },
        DATA: { ...base, message: "Invalid.", details: { properties: { limit: { type: "number" } } } },
        NOTHING: { ...base, message: "Invalid.", details: false as never },
      },
    });
    expect(error.SOFT().details).toBeUndefined();
    expect(error.DATA().details).toBeUndefined();
    expect((error.NOTHING as any)().details).toBeUndefined();
    expect(() => error.SOFT({ limit: "x" } as any)).toThrow(/ERRATA_DETAILS_INVALID/);
    expect(() => error.DATA({ limit: "x" } as any)).toThrow(/ERRATA_DETAILS_INVALID.*limit: must be number/);
  });

  it.each<[string, object, unknown, unknown]>([
    ["z.stringbool()", z.object({ b: z.stringbool() }), { b: true }, { b: "true" }],
    ["a pipe to a number", z.object({ n: z.string().transform(Number).pipe(z.number()) }), { n: 5 }, { n: "5" }],
    ["a pipe to a string", z.object({ n: z.number().transform(String).pipe(z.string()) }), { n: "5" }, { n: 5 }],
    [
      "a codec whose input is a Date",
      z.object({ n: z.date().transform(Number).pipe(z.number()) }),
      { n: 5 },
      { n: "5" },
    ],
    ["a morph of ArkType", type({ n: "string.numeric.parse" }), { n: 5 }, { n: "5" }],
  ])("of a schema that changes types are what it returns: %s", (_, details, output, input) => {
    const { error } = contract({
      name: "x",
      version: "1.0.0",
      errors: { MORPH: { ...base, message: "x", details: details as never } },
    });
    const factory = error.MORPH as unknown as (details: unknown) => { details: unknown };
    expect(factory(output).details).toEqual(output);
    expect(() => factory(input)).toThrow(/ERRATA_DETAILS_INVALID/);
  });

  it("of a schema that only has defaults and refinements are validated by its library", () => {
    const range = z.object({ from: z.number().default(0), to: z.number() }).refine(({ from, to }) => from < to);
    const { error } = contract({
      name: "x",
      version: "1.0.0",
      errors: { RANGE: { ...base, message: "x", details: range } },
    });
    expect(error.RANGE({ from: 1, to: 2 }).details).toEqual({ from: 1, to: 2 });
    expect(() => error.RANGE({ from: 2, to: 1 })).toThrow(/ERRATA_DETAILS_INVALID/);
  });

  it.each<[string, JsonSchema, unknown, string]>([
    ["a list for an object", { type: "object" }, [], "must be object"],
    ["a list for an object without members", { type: "object", additionalProperties: false }, [], "must be object"],
    ["null for an object", { type: "object" }, null, "must be object"],
    ["text for an object", { type: "object" }, "secret", "must be object"],
    ["an object for a list", { type: "array" }, {}, "must be array"],
    [
      "text for a required member",
      { properties: { user: { type: "object" } }, required: ["user"] },
      { user: "x" },
      "must have required property 'user'",
    ],
  ])("that are %s throw where the error is created", (_, details, value, problem) => {
    const { error } = contract({
      name: "x",
      version: "1.0.0",
      errors: { DATA: { ...base, message: "x", details } },
    });
    expect(() => error.DATA(value as never)).toThrow(
      `ERRATA_DETAILS_INVALID: the details of DATA do not match its schema: ${problem}.`,
    );
  });

  it("are not validated in production", () => {
    vi.stubEnv("NODE_ENV", "production");
    const { error } = create();
    expect((error.ZOD as (details: unknown) => Error)({ id: 7 }).message).toBe("7 is invalid.");
    expect(error.JSON_SCHEMA({ id: 7 }).message).toBe("7 is invalid.");
  });

  it("are checked if checkDetails is on, regardless of NODE_ENV", () => {
    const api = create();
    const factory = api.error.ZOD as (details: unknown) => Error;
    api.checkDetails(false);
    expect(factory({ id: 7, email: "a@b" }).message).toBe("7 is invalid.");
    api.checkDetails(true);
    vi.stubEnv("NODE_ENV", "production");
    expect(() => factory({ id: 7 })).toThrow(/ERRATA_DETAILS_INVALID/);
    expect(() => factory({ id: "a", email: "a@b" })).toThrow(/ERRATA_DETAILS_UNDECLARED/);
  });

  it("are rejected by a code that declares none", () => {
    const factory = create().error.BARE as (details: unknown) => { details: unknown };
    expect(() => factory({ id: "a" })).toThrow(/ERRATA_DETAILS_UNDECLARED: the details of BARE .*: id\./);
    expect(factory({}).details).toBeUndefined();
    expect(factory(null).details).toBeUndefined();
  });

  it("are accepted if their validation is asynchronous, and its rejection ends nothing", async () => {
    const schema = {
      "~standard": {
        version: 1,
        vendor: "late",
        validate: () => Promise.reject(new Error("late")),
        jsonSchema: { output: () => ({}) },
      },
    } as const;
    const api = contract({ name: "x", version: "1", errors: { LATE: { ...base, message: "Late.", details: schema } } });
    expect((api.error.LATE as any)({}).code).toBe("LATE");
    await Promise.resolve();
  });
});

describe("undeclared members of details", () => {
  const row = { id: "5", email: "a@b", passwordHash: "x" };

  it.each(["ZOD", "ARK", "VALIBOT", "JSON_SCHEMA"] as const)("throw where the error of %s is created", (code) => {
    expect(() => create().error[code](row)).toThrow(
      `ERRATA_DETAILS_UNDECLARED: the details of ${code} have members that its schema does not declare: email, passwordHash. ` +
        "Declare them in the contract, or leave them out. In production they are not sent.",
    );
  });

  it.each(["ZOD", "ARK", "VALIBOT", "JSON_SCHEMA"] as const)("are left out of %s in production, and noted", (code) => {
    vi.stubEnv("NODE_ENV", "production");
    const error = create().error[code](row);
    expect(error.details).toEqual({ id: "5" });
    expect(JSON.stringify(error)).toBe(
      `{"code":"${code}","kind":"invalid_value","status":400,"message":"5 is invalid.","details":{"id":"5"}}`,
    );
    expect(error.omitted).toEqual([
      { path: "email", reason: "undeclared" },
      { path: "passwordHash", reason: "undeclared" },
    ]);
    expect(Object.keys(error)).not.toContain("omitted");
  });

  it("are left out when NODE_ENV becomes production after the contract was created", () => {
    const { error } = create();
    vi.stubEnv("NODE_ENV", "production");
    expect(error.ZOD(row).details).toEqual({ id: "5" });
  });

  it("are left out of a copy: the caller's object is not changed, and later changes to it have no effect", () => {
    vi.stubEnv("NODE_ENV", "production");
    const details: Record<string, string> = { ...row };
    const error = create().error.ZOD(details as typeof row);
    details.id = "6";
    expect(error.details).toEqual({ id: "5" });
    expect(Object.keys(details)).toEqual(["id", "email", "passwordHash"]);
  });

  it("are accepted by a code with loose details", () => {
    expect(create().error.LOOSE(row).details).toEqual(row);
  });
});

describe("details that JSON cannot represent", () => {
  const circular: Record<string, unknown> = { id: "a" };
  circular.self = circular;
  const throwing = {
    toJSON() {
      throw new RangeError("no");
    },
  };
  let deep: unknown = "x";
  for (let level = 0; level < 20_000; level += 1) deep = [deep];
  const cases: [string, unknown, string][] = [
    ["a BigInt", 1n, "a BigInt"],
    ["a function", () => 1, "a function"],
    ["a symbol", Symbol("s"), "a symbol"],
    ["NaN", Number.NaN, "NaN"],
    ["a throwing toJSON", throwing, "a value that threw RangeError when it was read"],
  ];

  it.each(cases)("throw for %s where the error is created", (_, value, reason) => {
    expect(() => create().error.LOOSE({ id: "a", value })).toThrow(
      `ERRATA_DETAILS_NOT_JSON: the details of LOOSE have values that JSON cannot represent: value (${reason}). ` +
        "Convert them, for example a BigInt to a string. In production they are not sent.",
    );
  });

  it.each(cases)("are left out for %s in production, and noted", (_, value, reason) => {
    vi.stubEnv("NODE_ENV", "production");
    const error = create().error.LOOSE({ id: "a", value });
    expect(error.details).toEqual({ id: "a" });
    expect(error.omitted).toEqual([{ path: "value", reason }]);
  });

  it("throw for a circular reference, and are cut there in production", () => {
    expect(() => create().error.LOOSE(circular as { id: string })).toThrow(
      /ERRATA_DETAILS_NOT_JSON.*self \(a circular/,
    );
    vi.stubEnv("NODE_ENV", "production");
    expect(create().error.LOOSE(circular as { id: string }).details).toEqual({ id: "a" });
  });

  it("throw for 20,000 levels, and are cut after 512 in production", () => {
    expect(() => create().error.LOOSE({ id: "a", deep })).toThrow(/ERRATA_DETAILS_NOT_JSON.*more than 512 levels deep/);
    vi.stubEnv("NODE_ENV", "production");
    const error = create().error.LOOSE({ id: "a", deep });
    expect(error.omitted?.map(({ reason }) => reason)).toEqual(["nested more than 512 levels deep"]);
    expect(JSON.stringify(error.details)).toBe(`{"id":"a","deep":${"[".repeat(512)}null${"]".repeat(512)}}`);
  });
});

describe("raise", () => {
  const details = { id: "a", limit: 5, secret: "s" };
  const { error } = create();

  it("passes a factory the details that its code declares", () => {
    expect(raise(error.ZOD, details).details).toEqual({ id: "a" });
    expect(raise(error.VALIBOT, details).details).toEqual({ id: "a" });
    expect(raise(error.EITHER, details).details).toEqual({ id: "a", limit: 5 });
    expect(raise(error.BARE, details).details).toBeUndefined();
  });

  it("passes a factory all details if they are loose", () => {
    expect(raise(error.LOOSE, details).details).toEqual(details);
  });

  it("passes a function all details and the options", () => {
    const refusal = ({ id }: typeof details, options?: object) => error.ZOD({ id: `${id}!` }, options);
    expect(raise(refusal, details, { note: "n" })).toMatchObject({ details: { id: "a!" }, note: "n" });
    expect(raise(error.BARE, details, { retryAfterMs: 9 }).retryAfterMs).toBe(9);
  });
});
