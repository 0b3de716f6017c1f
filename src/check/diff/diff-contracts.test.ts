import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AnyContract, contract, type JsonSchema } from "../../contract/index.ts";
import { arbitraryDefinition, soundDefinition } from "../../contract/testing/index.ts";
import { type DiffOptions, diffContracts } from "./diff-contracts.ts";
import { diffRules } from "./rules.ts";
import {
  add,
  base,
  type Case,
  codeMutations,
  contractMutations,
  details,
  invalid,
  type Mutable,
  order,
} from "./testing/index.ts";

const cases: readonly Case[] = [...codeMutations, ...contractMutations];

function pair({ from, to }: Pick<Case, "from" | "to">): [AnyContract, AnyContract] {
  const before = base();
  from?.(before);
  const after = structuredClone(before);
  after.version = "2.0.0";
  to(after);
  return [contract(before), contract(JSON.parse(JSON.stringify(after)))];
}

const options: DiffOptions = { today: "2026-11-29" };

describe("a change of a contract", () => {
  it.each(cases)("is $rule ($verdict) when $title", ({ rule, verdict, text, also = [], ...versions }) => {
    const { changes } = diffContracts(...pair(versions), options);
    const found = changes.filter((change) => change.rule === rule);
    expect(found.map((change) => [change.verdict, text.test(change.text)])).toContainEqual([verdict, true]);
    expect([...new Set(changes.map((change) => change.rule))].sort()).toEqual([rule, ...also].sort());
  });

  it("has a case for every rule", () => {
    expect(new Set(cases.map(({ rule }) => rule))).toEqual(new Set(Object.keys(diffRules)));
  });
});

describe("a comparison", () => {
  it("finds nothing in a contract and itself, and needs no new version", () => {
    fc.assert(
      fc.property(arbitraryDefinition, (definition) => {
        const once = contract(withKnownEnvelopes(definition));
        const again = contract(JSON.parse(JSON.stringify(once)));
        expect(diffContracts(once, again, options)).toMatchObject({ changes: [], verdict: undefined, bump: "none" });
      }),
      { numRuns: 50 },
    );
  });

  it("reports an added part as removed when the order is reversed", () => {
    const [before, after] = pair({ to: (d) => add(d, "INVALID", invalid) });
    expect(diffContracts(before, after, options).verdict).toBe("safe");
    expect(diffContracts(after, before, options).changes.map(({ rule }) => rule)).toContain("code-removed");
  });

  it("requires a major version for breaking changes, a minor one before 1.0.0, and a patch for texts", () => {
    const bumpOf = (to: Case["to"]): string => diffContracts(...pair({ to }), options).bump;
    expect(bumpOf((d) => Object.assign(order(d), { status: 410 }))).toBe("major");
    expect(bumpOf((d) => add(d, "INVALID", invalid))).toBe("minor");
    expect(bumpOf((d) => Object.assign(order(d), { title: "No order" }))).toBe("patch");
    const young = pair({
      from: (d) => {
        d.version = "0.4.1";
      },
      to: (d) => {
        order(d).status = 410;
        d.version = "0.5.0";
      },
    });
    expect(diffContracts(...young, options).changes.map(({ rule }) => rule)).toEqual(["status-changed"]);
  });

  it("drops the changes of a rule that is off, and uses the verdicts that it is given", () => {
    const versions = pair({ to: (d) => d.operations["GET /orders/{id}"].push("ORDER_LOCKED") });
    const strict = { "operation-status-added": "breaking", "operation-code-added": "off" } as const;
    const { changes, verdict } = diffContracts(...versions, { ...options, verdicts: strict });
    expect(changes.map(({ rule }) => rule)).toEqual(["operation-status-added"]);
    expect(verdict).toBe("breaking");
  });

  it("accepts a waived change until the waiver expires, and names waivers that cover nothing", () => {
    const versions = pair({ to: (d) => d.operations["GET /orders/{id}"].pop() });
    const waiver = { rule: "operation-status-removed", reason: "The limit is gone.", expires: "2026-12-31" } as const;
    const code = { rule: "operation-code-removed", subject: "GET /orders/{id}", reason: "The limit is gone." } as const;
    const waived = diffContracts(...versions, { ...options, waivers: [waiver, code] });
    expect(waived).toMatchObject({ verdict: undefined, bump: "none", unusedWaivers: [] });
    expect(waived.changes.map((change) => change.waived)).toEqual(["The limit is gone.", "The limit is gone."]);
    const late = diffContracts(...versions, { today: "2027-01-01", waivers: [waiver, code] });
    expect(late).toMatchObject({ verdict: "breaking", bump: "major", unusedWaivers: [waiver] });
  });

  it("ignores case, spaces and punctuation in a condition", () => {
    const versions = pair({ to: (d) => Object.assign(order(d), { when: "No order has  the ID" }) });
    expect(diffContracts(...versions, options).changes).toEqual([]);
  });

  it("follows references within the details, and bounds a schema that contains itself", () => {
    const tree = (type: string): JsonSchema => ({
      $defs: { node: { type: "object", properties: { name: { type }, next: { $ref: "#/$defs/node" } } } },
      $ref: "#/$defs/node",
    });
    const versions = pair({
      from: (d) => Object.assign(order(d), { details: tree("string"), headers: {} }),
      to: (d) => Object.assign(order(d), { details: tree("integer") }),
    });
    const { changes } = diffContracts(...versions, options);
    expect(changes.map(({ rule }) => rule)).toContain("detail-changed");
    expect(changes.length).toBeLessThan(20);
  });

  it("reports each of 1,000 codes that changed", () => {
    const big = (status: number): AnyContract =>
      contract({
        ...base(),
        operations: {},
        precedence: undefined,
        locales: {},
        always: [],
        errors: Object.fromEntries(
          Array.from({ length: 1000 }, (_, index) => [
            `CODE_${index}`,
            { ...invalid, status, details, when: `Case ${index}.` },
          ]),
        ),
        conditions: { invalid_request: "CODE_0", malformed_body: "CODE_0" },
      });
    const [before, after] = [big(422), big(400)];
    expect(diffContracts(before, after, options).changes).toHaveLength(1001);
  });
});

/** The generator also produces names of envelopes that do not exist. */
function withKnownEnvelopes(definition: object): Mutable {
  const copy: Mutable = structuredClone(definition);
  for (const name of ["envelope", "envelopes", "unified"]) delete copy[name];
  for (const entry of Object.values<Mutable>(copy.errors)) delete entry.envelope;
  return copy;
}

it("has no change for a definition that has every member", () => {
  const one = contract(soundDefinition as Mutable);
  expect(diffContracts(one, contract(soundDefinition as Mutable)).changes).toEqual([]);
});
