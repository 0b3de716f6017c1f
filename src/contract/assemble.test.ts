import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { z } from "zod";
import type { AnyContract, Entry } from "./index.ts";
import { contract } from "./index.ts";
import { parseContract } from "./load/index.ts";
import type { DefinitionData } from "./testing/arbitrary-definition.ts";
import { arbitraryDefinition } from "./testing/arbitrary-definition.ts";
import { soundDefinition } from "./testing/sound-definition.ts";

const create = (definition: DefinitionData): AnyContract => contract(definition as any);

/** Everything in which two equal contracts agree, as text: their data, and what their functions return. */
function textOf(value: AnyContract): string {
  const { entries, operations, error, operation, raise, formatOf, checkDetails, toJSON, ...rest } = value as any;
  const plain = ({ schema, format, project, ...entry }: Entry): unknown => ({
    ...entry,
    formatted: format({ id: 1.5, limit: "x" }),
    projected: project({ id: 1.5, limit: "x", other: 1 }, { omitted: undefined }),
  });
  // Comparing text takes a tenth of the time that comparing objects takes.
  return JSON.stringify({ ...rest, entries: [...entries.values()].map(plain), operations: [...operations.values()] });
}

describe("toJSON of a contract", () => {
  it("is read back into the same contract, with every entry, operation and condition", () => {
    fc.assert(
      fc.property(arbitraryDefinition, (definition) => {
        const original = create(definition);
        const text = JSON.stringify(original);
        const again = contract(JSON.parse(text));
        expect(textOf(again)).toBe(textOf(original));
        expect(JSON.stringify(again)).toBe(text);
      }),
      { numRuns: 60 },
    );
  });

  it("is loaded from JSON and from YAML into the same contract", () => {
    fc.assert(
      fc.property(arbitraryDefinition, (definition) => {
        const original = create(definition);
        // `boundary` is most of the text, is the same for most definitions, and is ignored when a contract is read.
        const { boundary: _, ...json } = JSON.parse(JSON.stringify(original));
        const fromJson = parseContract(JSON.stringify(json), { format: "json" });
        const fromYaml = parseContract(stringify(json, { aliasDuplicateObjects: false }));
        expect(textOf(fromJson)).toBe(textOf(original));
        expect(textOf(fromYaml)).toBe(textOf(original));
        expect(JSON.stringify(fromYaml)).toBe(JSON.stringify(original));
      }),
      { numRuns: 20 },
    );
  });

  it("is loaded with its boundary from JSON and from YAML into the same contract", () => {
    const original = create(soundDefinition);
    const text = JSON.stringify(original);
    expect(JSON.stringify(parseContract(text, { format: "json" }))).toBe(text);
    expect(JSON.stringify(parseContract(stringify(JSON.parse(text), { aliasDuplicateObjects: false })))).toBe(text);
  });

  it("has JSON Schema in place of a schema library's schemas", () => {
    const api = contract({
      name: "renders",
      version: "1.0.0",
      errors: {
        GONE: {
          kind: "not_found",
          when: "No render has this id.",
          message: "{id} is gone.",
          details: z.object({ id: z.string() }),
        },
      },
    });
    const again = contract(JSON.parse(JSON.stringify(api)));
    expect(again.entries.get("GONE")?.details).toEqual(api.entries.get("GONE")?.details);
    expect(again.entries.get("GONE")?.details).toMatchObject({ properties: { id: { type: "string" } } });
  });

  it("has the code of every condition, and the entries of default codes under boundary", () => {
    const json: any = contract({
      name: "renders",
      version: "1.0.0",
      errors: { oops: { kind: "internal", when: "An unexpected failure.", message: "Something went wrong." } },
    }).toJSON();
    expect(json.conditions).toMatchObject({ internal: "oops", unknown_route: "route_not_found" });
    expect(Object.keys(json.boundary)).not.toContain("oops");
    expect(json.boundary.route_not_found).toMatchObject({ kind: "not_found", status: 404, retry: "never" });
  });

  it("shares no object with the contract", () => {
    const api = contract({
      name: "renders",
      version: "1.0.0",
      limits: { perMinute: 1 },
      errors: { OOPS: { kind: "internal", when: "An unexpected failure.", message: "Something went wrong." } },
    });
    const json: any = api.toJSON();
    json.limits.perMinute = 2;
    expect(api.limits.perMinute).toBe(1);
  });
});
