import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as v from "valibot";
import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { contract, raise } from "./index.ts";

const base = { kind: "invalid_value", when: "The value is wrong.", message: "{id} is wrong." } as const;
const make = () =>
  contract({
    name: "x",
    version: "1.0.0",
    errors: {
      ZOD: { ...base, details: z.object({ id: z.string() }) },
      ARK: { ...base, details: type({ id: "string" }) },
      VALIBOT: { ...base, details: toStandardJsonSchema(v.object({ id: v.string() })) },
      EITHER: {
        ...base,
        message: "Wrong.",
        details: z.union([z.object({ id: z.string() }), z.object({ limit: z.number() })]),
      },
      LOOSE: { ...base, message: "Wrong.", details: z.looseObject({ id: z.string() }) },
      BARE: { ...base, message: "Wrong." },
    },
  });

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("details", () => {
  it.each(["ZOD", "ARK", "VALIBOT"] as const)(
    "of %s that do not fit fail where they are thrown, outside production",
    (code) => {
      const factory = make().error[code] as (details: unknown) => Error;
      expect(factory({ id: "a" }).message).toBe("a is wrong.");
      expect(() => factory({ id: 7 })).toThrow(/ERRATA_DETAILS_INVALID: the details of .* id.*Received {"id":7}/);
      expect(() => factory(undefined)).toThrow(TypeError);
    },
  );

  it("that are all optional may be left out", () => {
    const soft = z.object({ limit: z.number().optional() });
    const { error } = contract({
      name: "x",
      version: "1.0.0",
      errors: { SOFT: { ...base, message: "Wrong.", details: soft } },
    });
    expect(error.SOFT().details).toBeUndefined();
    expect(() => error.SOFT({ limit: "x" } as any)).toThrow(/ERRATA_DETAILS_INVALID/);
  });

  it("are not validated in production", () => {
    vi.stubEnv("NODE_ENV", "production");
    const factory = make().error.ZOD as (details: unknown) => Error;
    expect(factory({ id: 7 }).message).toBe("7 is wrong.");
  });

  it("are taken by no code that declares none", () => {
    const factory = make().error.BARE as (details: unknown) => { details: unknown };
    expect(factory({ id: "a" }).details).toBeUndefined();
  });

  it("whose check is asynchronous are let through, and its failure ends nothing", async () => {
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

describe("raise", () => {
  const facts = { id: "a", limit: 5, secret: "s" };
  const { error } = make();

  it("hands a code those facts that it declares, and no others", () => {
    expect(raise(error.ZOD, facts).details).toEqual({ id: "a" });
    expect(raise(error.VALIBOT, facts).details).toEqual({ id: "a" });
    expect(raise(error.EITHER, facts).details).toEqual({ id: "a", limit: 5 });
    expect(raise(error.BARE, facts).details).toBeUndefined();
  });

  it("hands all facts to a code whose details are open", () => {
    expect(raise(error.LOOSE, facts).details).toEqual(facts);
  });

  it("hands all facts to a function, with the options", () => {
    const outcome = ({ id }: typeof facts, options?: object) => error.ZOD({ id: `${id}!` }, options);
    expect(raise(outcome, facts, { note: "n" })).toMatchObject({ details: { id: "a!" }, note: "n" });
    expect(raise(error.BARE, facts, { retryAfterMs: 9 }).retryAfterMs).toBe(9);
  });
});
