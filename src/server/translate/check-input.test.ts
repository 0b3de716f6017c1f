import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { StandardSchema } from "../../contract/index.ts";
import { checkInput, InputError } from "./check-input.ts";
import { schemaIssues } from "./schema-issues.ts";

async function codesOf(schema: unknown, value: unknown): Promise<Record<string, string>> {
  const error = await checkInput(schema as StandardSchema<unknown>, value).catch((cause: unknown) => cause);
  if (!(error instanceof InputError)) throw new Error("expected an InputError, received no error");
  return Object.fromEntries((schemaIssues(error, error.location) ?? []).map(({ field, code }) => [field, code]));
}

const enums = [
  ["Zod", z.object({ role: z.enum(["admin", "editor"]) })],
  ["Valibot", v.object({ role: v.picklist(["admin", "editor"]) })],
  ["ArkType", type({ role: "'admin' | 'editor'" })],
] as const;

describe("an enum or union", () => {
  it.each(enums)("%s: reports a missing value as required and a wrong one as not_allowed", async (_name, schema) => {
    expect(await codesOf(schema, {})).toEqual({ role: "required" });
    expect(await codesOf(schema, { role: undefined })).toEqual({ role: "required" });
    expect(await codesOf(schema, { role: "owner" })).toEqual({ role: "not_allowed" });
  });

  it("reports a missing discriminator as required, also in arrays", async () => {
    const block = z.discriminatedUnion("type", [
      z.object({ type: z.literal("text"), text: z.string() }),
      z.object({ type: z.literal("image"), url: z.string() }),
    ]);
    const schema = z.object({ blocks: z.array(block), size: z.union([z.number(), z.literal("auto")]) });
    expect(await codesOf(schema, { blocks: [{}] })).toEqual({ "blocks.0.type": "required", size: "required" });
  });

  it("keeps the code of a custom rule about a missing field", async () => {
    const schema = z
      .object({ start: z.number(), end: z.number().optional() })
      .refine(({ start, end = 0 }) => start < end, { path: ["end"], message: "Must be after the start." });
    expect(await codesOf(schema, { start: 1 })).toEqual({ end: "invalid" });
  });
});
