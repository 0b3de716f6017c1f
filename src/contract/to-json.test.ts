import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { z } from "zod";
import type { AnyContract, Entry } from "./index.ts";
import { contract } from "./index.ts";
import { parseContract } from "./load/index.ts";
import type { DefinitionData } from "./testing/arbitrary-definition.ts";
import { arbitraryDefinition } from "./testing/arbitrary-definition.ts";

const make = (definition: DefinitionData): AnyContract => contract(definition as any);

/** Everything that two contracts must agree in; functions and the schemas that validate are their own. */
function facts(value: AnyContract): unknown {
  const { entries, operations, error, operation, raise, formatOf, toJSON, ...rest } = value as any;
  const plain = ({ schema, format, ...entry }: Entry): unknown => ({ ...entry, says: format({ id: 1.5, limit: "x" }) });
  return { ...rest, entries: [...entries.values()].map(plain), operations: [...operations.values()] };
}

describe("the language-neutral form", () => {
  it("reads back to the same contract: every entry, operation and condition", () => {
    fc.assert(
      fc.property(arbitraryDefinition, (definition) => {
        const original = make(definition);
        const text = JSON.stringify(original);
        const again = contract(JSON.parse(text));
        expect(facts(again)).toEqual(facts(original));
        expect(JSON.stringify(again)).toBe(text);
      }),
      { numRuns: 100 },
    );
  });

  it("is accepted by the loader, as JSON and as YAML, and gives the same form again", () => {
    fc.assert(
      fc.property(arbitraryDefinition, (definition) => {
        const original = make(definition);
        const text = JSON.stringify(original);
        const fromJson = parseContract(text, { format: "json" });
        const fromYaml = parseContract(stringify(JSON.parse(text), { aliasDuplicateObjects: false }));
        expect(facts(fromJson)).toEqual(facts(original));
        expect(facts(fromYaml)).toEqual(facts(original));
        expect(JSON.stringify(fromYaml)).toBe(text);
      }),
      { numRuns: 30 },
    );
  });

  it("holds JSON Schema where the contract was written with a schema library", () => {
    const api = contract({
      name: "renders",
      version: "1.0.0",
      errors: {
        GONE: {
          kind: "not_found",
          when: "No such id.",
          message: "{id} is gone.",
          details: z.object({ id: z.string() }),
        },
      },
    });
    const again = contract(JSON.parse(JSON.stringify(api)));
    expect(again.entries.get("GONE")?.details).toEqual(api.entries.get("GONE")?.details);
    expect(again.entries.get("GONE")?.details).toMatchObject({ properties: { id: { type: "string" } } });
  });

  it("names the code of every condition, and holds the facts of those that are none of the contract's own", () => {
    const json: any = contract({
      name: "renders",
      version: "1.0.0",
      errors: { oops: { kind: "internal", when: "Anything else.", message: "Sorry." } },
    }).toJSON();
    expect(json.conditions).toMatchObject({ internal: "oops", unknown_route: "route_not_found" });
    expect(Object.keys(json.boundary)).not.toContain("oops");
    expect(json.boundary.route_not_found).toMatchObject({ kind: "not_found", status: 404, retry: "never" });
  });

  it("shares nothing with the contract", () => {
    const api = contract({
      name: "renders",
      version: "1.0.0",
      limits: { perMinute: 1 },
      errors: { OOPS: { kind: "internal", when: "Anything else.", message: "Sorry." } },
    });
    const json: any = api.toJSON();
    json.limits.perMinute = 2;
    expect(api.limits.perMinute).toBe(1);
  });
});
