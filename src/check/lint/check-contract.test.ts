import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AnyContract, contract } from "../../contract/index.ts";
import { arbitraryDefinition } from "../../contract/testing/index.ts";
import { type CheckOptions, checkContract, checkPortfolio } from "./check-contract.ts";
import { presets } from "./presets.ts";
import type { CheckRule, RuleExample } from "./rule.ts";
import { builtInRules } from "./rules/index.ts";

const today = "2026-11-29";
const allRules = [...builtInRules, ...Object.values(presets).flatMap(({ rules }) => rules)];

/** Every rule, whatever its severity. */
const everything: CheckOptions = { preset: "strict", today };

function example(definition: RuleExample): AnyContract {
  return contract({ name: "shop", version: "1.0.0", ...definition } as never);
}

function broken(rule: CheckRule, definition: RuleExample): readonly string[] {
  return rule.check(example(definition), { today }).map(({ text }) => text);
}

describe("each rule", () => {
  it.each(allRules.map((rule) => [rule.id, rule] as const))(
    "%s finds its bad example, and not its good one",
    (_, rule) => {
      expect(broken(rule, rule.bad).length).toBeGreaterThan(0);
      expect(broken(rule, rule.good)).toEqual([]);
    },
  );

  it.each(allRules.map((rule) => [rule.id, rule] as const))(
    "%s has texts that are sentences",
    (id, { what, why, source, fix }) => {
      expect(id).toMatch(/^[a-z]+(-[a-z0-9]+)+$/);
      for (const text of [what, why, fix]) expect(text).toMatch(/^[A-Z].*\.$/);
      expect(source.length).toBeGreaterThan(5);
    },
  );

  it("has an id of its own, and there are at least 60", () => {
    expect(new Set(allRules.map(({ id }) => id)).size).toBe(allRules.length);
    expect(builtInRules.length).toBeGreaterThanOrEqual(60);
  });

  it.each(
    allRules
      .filter(({ bad, check }) => check(example(bad), { today }).some(({ fix }) => fix !== undefined))
      .map((rule) => [rule.id, rule] as const),
  )("%s finds nothing after its fix was applied", (_, rule) => {
    const definition = structuredClone(JSON.parse(JSON.stringify({ name: "shop", version: "1.0.0", ...rule.bad })));
    for (const { fix } of rule.check(contract(definition), { today })) {
      const [last = "", ...parents] = [...(fix?.path ?? [])].reverse();
      const parent = parents.reverse().reduce((value, step) => value[step], definition);
      if (fix?.value === undefined) delete parent[last];
      else parent[last] = fix.value;
    }
    expect(rule.check(contract(definition), { today })).toEqual([]);
  });

  it("never throws, and points at members of any sound definition", () => {
    fc.assert(
      fc.property(arbitraryDefinition, (definition) => {
        const copy = JSON.parse(JSON.stringify(definition));
        for (const name of ["envelope", "envelopes", "unified"]) delete copy[name];
        for (const entry of Object.values<Record<string, unknown>>(copy.errors)) delete entry.envelope;
        for (const { subject, text } of checkContract(contract(copy), everything).findings) {
          expect(subject).not.toBe("");
          expect(text).not.toBe("");
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("checkContract", () => {
  const shop = example({
    errors: {
      HTTP_404: { kind: "not_found", when: "The order that the request names does not exist.", message: "not found" },
    },
    docsUrl: "https://docs.shop.example/",
  });
  const ids = (options: CheckOptions): readonly string[] =>
    checkContract(shop, { today, ...options }).findings.map(({ rule, severity }) => `${severity} ${rule.id}`);

  it("leaves matters of taste out of the recommended rules, and raises everything in strict", () => {
    expect(ids({})).toEqual(["error code-with-status"]);
    expect(ids({ preset: "strict" })).toEqual(
      expect.arrayContaining(["error code-with-status", "warning message-sentence"]),
    );
    expect(ids({ preset: "import" })).toEqual(["warning code-with-status"]);
    expect(ids({ preset: "stripe-like" })).toContain("error preset-stripe-code");
  });

  it("uses the severities that it is given, and rules of a team's own", () => {
    expect(ids({ severities: { "code-with-status": "off" } })).toEqual([]);
    const own: CheckRule = {
      ...(builtInRules[0] as CheckRule),
      id: "own-rule",
      severity: "warning",
      check: () => [{ text: "Always." }],
    };
    expect(ids({ rules: [own] })).toEqual(["error code-with-status", "warning own-rule"]);
    expect(() => ids({ rules: [own, own] })).toThrow('received "own-rule" twice');
  });

  it("accepts waived findings until the waiver expires, and names waivers that cover nothing", () => {
    const waiver = { rule: "code-with-status", subject: "HTTP_404", reason: "Published.", expires: "2026-12-31" };
    const other = { rule: "code-with-status", subject: "HTTP_500", reason: "Published." };
    const { findings, unusedWaivers } = checkContract(shop, { today, waivers: [waiver, other] });
    expect(findings.map(({ waived }) => waived)).toEqual(["Published."]);
    expect(unusedWaivers).toEqual([other]);
    const late = checkContract(shop, { today: "2027-01-01", waivers: [waiver] });
    expect(late.findings[0]?.waived).toBeUndefined();
    expect(late.unusedWaivers).toEqual([waiver]);
  });
});

describe("checkPortfolio", () => {
  const entry = { kind: "not_found", when: "The order does not exist.", message: "Not found." } as const;

  it("finds a code that two contracts use for different errors", () => {
    const one = contract({ name: "one", version: "1.0.0", errors: { GONE: entry } });
    const two = contract({ name: "two", version: "1.0.0", errors: { GONE: { ...entry, status: 410 } } });
    expect(checkPortfolio([one, one])).toEqual([]);
    expect(checkPortfolio([one, two])).toEqual([
      {
        code: "GONE",
        api: "two",
        other: "one",
        text: "`GONE` is not_found with status 410 in two, and not_found with status 404 in one.",
      },
    ]);
  });
});
