import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contract, contractSchema } from "../index.ts";
import { arbitraryDefinition } from "../testing/arbitrary-definition.ts";
import { brokenDefinitions } from "../testing/broken-definitions.ts";
import { soundDefinition } from "../testing/sound-definition.ts";

const validate = new Ajv2020({ strict: true, allErrors: true }).compile(contractSchema());

describe("the JSON Schema of contracts", () => {
  it("equals the published file; run with -u to update it", async () => {
    await expect(format(contractSchema())).toMatchFileSnapshot("../../../schema/contract.schema.json");
  });

  it("accepts every sound definition, and its JSON form", () => {
    expect(validate(soundDefinition), JSON.stringify(validate.errors)).toBe(true);
    fc.assert(
      fc.property(arbitraryDefinition, (definition) => {
        expect(validate(definition), JSON.stringify(validate.errors)).toBe(true);
        const json = JSON.parse(JSON.stringify(contract(definition as any)));
        expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it.each(brokenDefinitions.filter(({ isLocal }) => isLocal))(
    "rejects a definition when $problem",
    ({ definition }) => {
      expect(validate(definition)).toBe(false);
    },
  );

  it.each(brokenDefinitions.filter(({ isLocal }) => !isLocal))(
    "leaves the check to the contract when $problem",
    ({ definition }) => {
      expect(validate(definition), JSON.stringify(validate.errors)).toBe(true);
    },
  );
});

/** Formats JSON like Biome: a list of strings is on one line if it fits into 120 characters. */
function format(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  const short = text.replaceAll(/^( *.*)\[\n((?: *"[^"]*",?\n)+) *\]/gm, (long, before: string, items: string) => {
    const line = `${before}[${items.trim().split(/\n */).join(" ")}]`;
    return line.length < 120 ? line : long;
  });
  return `${short}\n`;
}
