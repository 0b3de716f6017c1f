import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { contract } from "../../contract/index.ts";
import { builtInEnvelopes } from "../built-in-envelopes.ts";
import { compileEnvelope } from "../compile-envelope.ts";

interface Tree {
  name: string;
  children?: Tree[] | undefined;
}
const tree: z.ZodType<Tree> = z.object({
  name: z.string(),
  get children() {
    return z.array(tree).optional();
  },
});

const shop = contract({
  name: "shop",
  version: "1.0.0",
  docsUrl: "https://docs.example.com/",
  errors: {
    STORAGE_FULL: {
      kind: "storage_quota_exceeded",
      when: "The quota is used up.",
      message: "Used {usedBytes} of {quotaGB} GB.",
      details: z.object({ quotaGB: z.number().min(1), usedBytes: z.int(), note: z.string().optional() }),
    },
    INVALID: {
      kind: "validation_failed",
      when: "A field is wrong.",
      message: "Check the fields.",
      details: z.array(z.object({ field: z.string(), message: z.string() })).min(1),
    },
    CLASHING: {
      kind: "invalid_value",
      when: "A value is wrong.",
      message: "Wrong.",
      details: z.object({ code: z.string(), title: z.string() }),
    },
    TREE: { kind: "conflict", when: "The tree changed.", message: "Changed.", details: tree },
    ANCHORED: {
      kind: "conflict",
      when: "The graph changed.",
      message: "Changed.",
      details: {
        type: "object",
        $defs: { node: { $anchor: "node", type: "object", properties: { next: { $ref: "#node" } } } },
        properties: { node: { $ref: "#node" }, also: { $id: "also", type: "string" } },
        if: { required: ["node"] },
        required: ["node"],
      },
    },
    GONE: { kind: "not_found", when: "It is gone.", message: "Gone." },
  },
});
const details: Record<string, unknown> = {
  STORAGE_FULL: { quotaGB: 5, usedBytes: 12 },
  INVALID: [{ field: "email", message: "Required." }],
  CLASHING: { code: "x", title: "y" },
  ANCHORED: { node: { next: { next: {} } }, also: "x" },
  TREE: { name: "root", children: [{ name: "leaf" }] },
};
const validatorOf = (schema: object): ((body: unknown) => boolean) => new Ajv2020({ strict: false }).compile(schema);
const templates = {
  ...builtInEnvelopes,
  spread: { code: "$code", "...all": "$details" },
  twice: { code: "$code", one: "$details?", two: { $when: "$details", again: "$details" } },
  each: { code: "$code", errors: { $each: "$details", $item: { f: "$item.field", m: "$item.message" } } },
};

describe("the schema of a code's bodies", () => {
  it.each(Object.keys(templates))("accepts the bodies of %s, its example and an additional member", (name) => {
    const envelope = compileEnvelope(name, { name, envelopes: templates, api: "shop" });
    for (const code of shop.codes) {
      const entry = shop.entries.get(code)!;
      const isValid = validatorOf(envelope.schema(entry));
      const body = envelope.renderer(entry)({ message: "m", details: details[code], requestId: "r" });
      for (const value of [JSON.parse(body), envelope.example(entry), { ...JSON.parse(body), later: 1 }])
        expect(isValid(value), `${name} ${code} ${JSON.stringify(value)}`).toBe(true);
    }
  });

  it("rejects another code, missing details and details of another type", () => {
    const envelope = compileEnvelope("success-error", { name: "success-error" });
    const isValid = validatorOf(envelope.schema(shop.entries.get("STORAGE_FULL")!));
    const body = (code: string, sent?: unknown): unknown => ({
      success: false,
      error: { code, message: "m", details: sent },
    });
    expect(isValid(body("STORAGE_FULL", details.STORAGE_FULL))).toBe(true);
    expect(isValid(body("GONE", details.STORAGE_FULL))).toBe(false);
    expect(isValid(JSON.parse(JSON.stringify(body("STORAGE_FULL"))))).toBe(false);
    expect(isValid(body("STORAGE_FULL", { quotaGB: "5", usedBytes: 12 }))).toBe(false);
  });

  it("contains the code as a constant, or accepts any code when no entry is passed", () => {
    const envelope = compileEnvelope("flat", { name: "flat" });
    expect(envelope.schema(shop.entries.get("GONE")!)).toEqual({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      properties: { code: { const: "GONE" }, message: { type: "string" }, requestId: { type: "string" } },
      required: ["code", "message"],
    });
    expect(envelope.schema()).toMatchObject({ properties: { code: { type: "string" } } });
  });
});

describe("the example of a code", () => {
  it("samples details from the schema and formats the message with them", () => {
    const envelope = compileEnvelope("success-error", { name: "success-error" });
    expect(envelope.example(shop.entries.get("STORAGE_FULL")!)).toEqual({
      success: false,
      error: {
        code: "STORAGE_FULL",
        message: "Used 1 of 1 GB.",
        details: { quotaGB: 1, usedBytes: 1, note: "note" },
      },
    });
  });

  it("uses the values that are passed", () => {
    const envelope = compileEnvelope("flat", { name: "flat" });
    const values = { details: { quotaGB: 5, usedBytes: 7 }, requestId: "r1" };
    expect(envelope.example(shop.entries.get("STORAGE_FULL")!, values)).toEqual({
      code: "STORAGE_FULL",
      message: "Used 7 of 5 GB.",
      ...values,
    });
  });
});
