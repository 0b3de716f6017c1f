import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AnyContract, contract, type JsonSchema } from "../../contract/index.ts";
import { arbitraryDefinition } from "../../contract/testing/arbitrary-definition.ts";
import { soundDefinition } from "../../contract/testing/sound-definition.ts";
import type { Verdict } from "./change.ts";
import { type DiffOptions, diffContracts } from "./diff-contracts.ts";
import type { DiffRuleName } from "./rule-name.ts";
import { diffRules } from "./rules.ts";

type Mutable = any;

interface Case {
  readonly rule: DiffRuleName;
  readonly verdict: Verdict;
  readonly title: string;
  /** Prepares the first version. */
  readonly from?: (definition: Mutable) => void;
  /** Changes the copy that becomes the second version. */
  readonly to: (definition: Mutable) => void;
  readonly text: RegExp;
  /** Rules that the same change breaks too. */
  readonly also?: readonly DiffRuleName[];
}

const details: JsonSchema = {
  type: "object",
  properties: {
    id: { type: "string" },
    retryAfterSec: { type: "integer" },
    state: { type: "string", enum: ["open", "paid"] },
    lines: { type: "array", items: { type: "object", properties: { sku: { type: "string" } }, required: ["sku"] } },
  },
  required: ["id", "retryAfterSec"],
};

function base(): Mutable {
  return {
    name: "shop",
    version: "1.2.0",
    envelope: { error: { code: "$code", message: "$message", details: "$details?" }, request_id: "$requestId?" },
    docsUrl: "https://docs.example.com/errors/",
    limits: { requestsPerMinute: 120, minPasswordLength: 8 },
    errors: {
      ORDER_NOT_FOUND: {
        kind: "not_found",
        when: "No order has the id.",
        message: "Order not found.",
        details,
        headers: { "X-Order": "{id}" },
      },
      ORDER_LOCKED: {
        kind: "invalid_state",
        when: "The order is being changed.",
        message: "Locked.",
        causes: [{ when: "The order is being shipped.", remedy: { action: "wait", actor: "client" } }],
      },
      GONE: { kind: "not_found", when: "It is not visible.", message: "Gone.", masks: ["another tenant's order"] },
      RATE_LIMITED: { kind: "rate_limited", when: "Too many requests.", message: "Slow down." },
      OLD: {
        kind: "not_found",
        when: "Something old.",
        message: "Old.",
        deprecated: "1.1.0",
        sunset: "2026-06-30",
        parent: "ORDER_NOT_FOUND",
      },
      INTERNAL: { kind: "internal", when: "An unexpected failure.", message: "Failed." },
    },
    retired: { LOST: { removed: "1.0.0" } },
    operations: {
      "GET /orders/{id}": ["ORDER_NOT_FOUND", "RATE_LIMITED"],
      "POST /orders": { errors: ["ORDER_LOCKED"], idempotencyKey: true },
    },
    always: ["INTERNAL"],
    precedence: ["RATE_LIMITED", "ORDER_NOT_FOUND", "ORDER_LOCKED", "GONE", "OLD", "INTERNAL"],
    locales: { de: { ORDER_NOT_FOUND: "a", ORDER_LOCKED: "b", GONE: "c", RATE_LIMITED: "d", OLD: "e", INTERNAL: "f" } },
  };
}

function row(
  rule: DiffRuleName,
  title: string,
  to: Case["to"],
  text: RegExp,
  more: Partial<Pick<Case, "verdict" | "from" | "also">> = {},
): Case {
  return { rule, title, to, text, verdict: diffRules[rule].verdict, ...more };
}

/** Removes a code from every part of a definition. */
function drop(definition: Mutable, code: string): void {
  delete definition.errors[code];
  definition.precedence = definition.precedence.filter((other: string) => other !== code);
  definition.always = definition.always.filter((other: string) => other !== code);
  for (const locale of Object.values(definition.locales) as Mutable[]) delete locale[code];
  for (const [name, operation] of Object.entries(definition.operations) as [string, Mutable][])
    if (Array.isArray(operation)) definition.operations[name] = operation.filter((other: string) => other !== code);
    else operation.errors = operation.errors.filter((other: string) => other !== code);
}

function add(definition: Mutable, code: string, entry: object): void {
  definition.errors[code] = entry;
  definition.precedence.push(code);
  for (const locale of Object.values(definition.locales) as Mutable[]) locale[code] = "x";
}

const invalid = { kind: "conflict", when: "Another request changed it.", message: "Changed." };
const order = (d: Mutable): Mutable => d.errors.ORDER_NOT_FOUND;
const members = (d: Mutable): Mutable => {
  order(d).details = structuredClone(details);
  return order(d).details;
};

const cases: readonly Case[] = [
  row("code-removed", "a code is removed", (d) => drop(d, "GONE"), /not deprecated/, { also: ["code-not-reserved"] }),
  row("code-removed", "a code is removed before its sunset", (d) => drop(d, "OLD"), /sunset is 2027-01-01/, {
    also: ["code-not-reserved"],
    from: (d) => {
      d.errors.OLD.sunset = "2027-01-01";
    },
  }),
  row("code-retired", "a code is removed after its sunset", (d) => drop(d, "OLD"), /2026-06-30/, {
    also: ["code-not-reserved"],
  }),
  row("code-not-reserved", "a code is removed and its name is free", (d) => drop(d, "OLD"), /free/, {
    also: ["code-retired"],
  }),
  row(
    "code-renamed",
    "a code gets another name",
    (d) => {
      add(d, "ORDER_HIDDEN", d.errors.GONE);
      drop(d, "GONE");
    },
    /ORDER_HIDDEN/,
    { also: ["code-not-reserved"] },
  ),
  row(
    "code-renamed",
    "the contract names the successor of a removed code",
    (d) => {
      add(d, "HIDDEN", { ...d.errors.GONE, when: "Nobody may see it.", message: "Hidden." });
      drop(d, "GONE");
      d.retired.GONE = { removed: "1.3.0", replacedBy: "HIDDEN" };
    },
    /HIDDEN/,
  ),
  row(
    "code-reused",
    "a retired code is declared again",
    (d) => {
      delete d.retired.LOST;
      add(d, "LOST", invalid);
    },
    /retired/,
  ),
  row("reservation-removed", "a name is no longer reserved", (d) => delete d.retired.LOST, /no longer reserved/),
  row("code-added", "a code is added", (d) => add(d, "INVALID", invalid), /409/),
  row(
    "code-split",
    "a cause becomes a code",
    (d) => {
      d.errors.ORDER_LOCKED.causes = [];
      add(d, "ORDER_SHIPPING", { ...invalid, when: "The order is being shipped." });
    },
    /ORDER_LOCKED/,
    { also: ["code-added"] },
  ),
  row(
    "code-split",
    "a cause becomes a code whose parent is the old code",
    (d) => {
      d.errors.ORDER_LOCKED.causes = [];
      add(d, "ORDER_SHIPPING", { ...invalid, when: "The order is being shipped.", parent: "ORDER_LOCKED" });
    },
    /ORDER_LOCKED/,
    { also: ["code-added"], verdict: "risky" },
  ),
  row(
    "codes-merged",
    "a code becomes a cause of another",
    (d) => {
      drop(d, "GONE");
      d.errors.ORDER_LOCKED.causes.push({ when: "It is not visible.", remedy: { action: "wait", actor: "client" } });
    },
    /ORDER_LOCKED/,
    { also: ["code-not-reserved"] },
  ),
  row("status-changed", "a code moves from 404 to 410", (d) => Object.assign(order(d), { status: 410 }), /404 to 410/),
  row("status-class-changed", "a code moves from 404 to 503", (d) => Object.assign(order(d), { status: 503 }), /retry/),
  row("kind-changed", "a code has another kind", (d) => Object.assign(order(d), { kind: "expired_resource" }), /kind/, {
    also: ["status-changed", "remedy-changed"],
  }),
  row("grpc-changed", "a code has another gRPC status", (d) => Object.assign(order(d), { grpc: "UNKNOWN" }), /UNKNOWN/),
  row(
    "retry-forbidden",
    "retry becomes never",
    (d) => Object.assign(d.errors.RATE_LIMITED, { retry: "never" }),
    /never/,
  ),
  row("retry-allowed", "retry was never", (d) => Object.assign(order(d), { retry: "backoff" }), /backoff/),
  row(
    "retry-changed",
    "retry waits otherwise",
    (d) => Object.assign(d.errors.RATE_LIMITED, { retry: "backoff" }),
    /backoff/,
  ),
  row("effect-weakened", "an effect becomes unknown", (d) => Object.assign(order(d), { effect: "unknown" }), /unknown/),
  row(
    "effect-strengthened",
    "an effect becomes none",
    (d) => Object.assign(d.errors.INTERNAL, { effect: "none" }),
    /none/,
  ),
  row("charged-changed", "a failure may cost money", (d) => Object.assign(order(d), { charged: "maybe" }), /maybe/),
  row(
    "charged-changed",
    "a failure no longer costs money",
    (d) => Object.assign(order(d), { charged: "never" }),
    /never/,
    { verdict: "safe", from: (d) => Object.assign(order(d), { charged: "maybe" }) },
  ),
  row(
    "limit-scope-changed",
    "a limit covers the credential",
    (d) => Object.assign(d.errors.RATE_LIMITED, { limitScope: "credential" }),
    /credential/,
  ),
  row(
    "when-changed",
    "a condition has another meaning",
    (d) => Object.assign(order(d), { when: "It moved." }),
    /moved/,
  ),
  row("message-changed", "a message is reworded", (d) => Object.assign(order(d), { message: "No order." }), /No order/),
  row(
    "message-changed",
    "a message is reworded in an envelope without a code",
    (d) => Object.assign(order(d), { message: "No order." }),
    /No order/,
    { verdict: "breaking", from: (d) => Object.assign(order(d), { envelope: "fastapi" }) },
  ),
  row("title-changed", "a title is reworded", (d) => Object.assign(order(d), { title: "No order" }), /No order/),
  row("detail-removed", "a detail is removed", (d) => delete members(d).properties.state, /state/),
  row(
    "detail-removed",
    "a detail gets another unit",
    (d) => {
      members(d).properties.retryAfterMs = { type: "integer" };
      delete order(d).details.properties.retryAfterSec;
    },
    /replaced by `retryAfterMs`/,
    { also: ["detail-added"] },
  ),
  row(
    "detail-removed",
    "all details are removed",
    (d) => Object.assign(order(d), { details: undefined, headers: {} }),
    /id/,
    { also: ["header-removed"] },
  ),
  row(
    "detail-removed",
    "a member of a list is removed",
    (d) => delete members(d).properties.lines.items.properties.sku,
    /sku/,
  ),
  row(
    "detail-changed",
    "a detail has another type",
    (d) => Object.assign(members(d).properties.id, { type: "integer" }),
    /integer/,
  ),
  row(
    "detail-changed",
    "an integer becomes a number",
    (d) => Object.assign(members(d).properties.retryAfterSec, { type: "number" }),
    /number/,
  ),
  row(
    "detail-changed",
    "a detail has a format",
    (d) => Object.assign(members(d).properties.id, { format: "uuid" }),
    /uuid/,
  ),
  row(
    "detail-changed",
    "a detail is measured otherwise",
    (d) => Object.assign(members(d).properties.retryAfterSec, { description: "The wait in milliseconds." }),
    /milliseconds/,
    { from: (d) => Object.assign(members(d).properties.retryAfterSec, { description: "The wait in seconds." }) },
  ),
  row(
    "detail-optional",
    "a detail can be absent",
    (d) => Object.assign(members(d), { required: ["id"] }),
    /retryAfterSec/,
  ),
  row(
    "detail-optional",
    "a detail can be null",
    (d) => Object.assign(members(d).properties.id, { type: ["string", "null"] }),
    /null/,
  ),
  row(
    "detail-optional",
    "a detail can be null as an alternative",
    (d) => Object.assign(members(d).properties, { id: { anyOf: [{ type: "string" }, { type: "null" }] } }),
    /null/,
  ),
  row(
    "detail-value-added",
    "a detail can have another value",
    (d) => members(d).properties.state.enum.push("sent"),
    /sent/,
  ),
  row("detail-value-added", "a detail can have any value", (d) => delete members(d).properties.state.enum, /any other/),
  row("detail-narrowed", "a detail has fewer values", (d) => members(d).properties.state.enum.pop(), /paid/),
  row("detail-narrowed", "a detail is always sent", (d) => members(d).required.push("state"), /always/),
  row(
    "detail-added",
    "a detail is added",
    (d) => Object.assign(members(d).properties, { at: { type: "string" } }),
    /at/,
  ),
  row(
    "body-member-removed",
    "the code moves in the body",
    (d) => {
      d.envelope = { error: { reason: "$code", message: "$message", details: "$details?" }, request_id: "$requestId?" };
    },
    /`error.code` is removed. This affects every code/,
    { also: ["body-member-added"] },
  ),
  row(
    "body-value-changed",
    "a fixed member of the body changes",
    (d) => {
      d.envelope.version = 2;
    },
    /version/,
    {
      from: (d) => {
        d.envelope.version = 1;
      },
    },
  ),
  row(
    "body-value-changed",
    "the type of a problem changes",
    (d) => {
      d.docsUrl = "https://docs.example.com/problems/";
    },
    /`type`/,
    {
      also: ["docs-url-changed"],
      from: (d) => {
        d.envelope = "problem+json";
      },
    },
  ),
  row(
    "body-member-added",
    "a member of the body is added",
    (d) => {
      d.envelope.status = "$status";
    },
    /status/,
  ),
  row(
    "media-type-changed",
    "errors become problem+json",
    (d) => {
      d.envelope = { $failure: d.envelope, $mediaType: "application/problem+json" };
    },
    /problem\+json/,
  ),
  row("header-removed", "a header is removed", (d) => Object.assign(order(d), { headers: {} }), /X-Order/),
  row(
    "header-changed",
    "a header has another form",
    (d) => Object.assign(order(d), { headers: { "x-order": "ord {id}" } }),
    /ord/,
  ),
  row("header-added", "a header is added", (d) => Object.assign(order(d).headers, { "X-New": "1" }), /X-New/),
  row(
    "docs-url-changed",
    "a page moves",
    (d) => Object.assign(order(d), { docsUrl: "https://docs.example.com/order" }),
    /moves from/,
  ),
  row(
    "remedy-changed",
    "another person must act",
    (d) => Object.assign(order(d), { remedy: { action: "check_id", actor: "admin" } }),
    /admin/,
  ),
  row("masks-changed", "a code hides less", (d) => Object.assign(d.errors.GONE, { masks: [] }), /No longer hidden/),
  row(
    "precedence-changed",
    "a code is checked earlier",
    (d) => d.precedence.unshift(d.precedence.splice(3, 1)[0]),
    /earlier/,
  ),
  row(
    "condition-changed",
    "an unknown route has another code",
    (d) => {
      d.conditions = { unknown_route: "GONE" };
    },
    /unknown_route/,
  ),
  row("operation-removed", "an operation is removed", (d) => delete d.operations["POST /orders"], /removed/),
  row("operation-added", "an operation is added", (d) => Object.assign(d.operations, { "GET /orders": [] }), /added/),
  row(
    "operation-code-added",
    "an operation returns another code",
    (d) => d.operations["GET /orders/{id}"].push("GONE"),
    /GONE/,
  ),
  row(
    "operation-code-added",
    "an operation returns a code whose parent it returned",
    (d) => d.operations["GET /orders/{id}"].push("OLD"),
    /fall back to `ORDER_NOT_FOUND`/,
    { verdict: "safe" },
  ),
  row("operation-code-added", "every operation returns another code", (d) => d.always.push("GONE"), /GONE/, {
    also: ["operation-status-added"],
  }),
  row(
    "operation-status-added",
    "an operation returns another status",
    (d) => d.operations["GET /orders/{id}"].push("ORDER_LOCKED"),
    /409/,
    { also: ["operation-code-added"] },
  ),
  row(
    "operation-code-removed",
    "an operation returns a code no more",
    (d) => {
      d.operations["GET /orders/{id}"] = ["ORDER_NOT_FOUND", "RATE_LIMITED"];
    },
    /GONE/,
    { from: (d) => d.operations["GET /orders/{id}"].push("GONE") },
  ),
  row(
    "operation-status-removed",
    "an operation returns 429 no more",
    (d) => d.operations["GET /orders/{id}"].pop(),
    /429/,
    { also: ["operation-code-removed"] },
  ),
  row(
    "idempotency-removed",
    "an operation takes no key",
    (d) => delete d.operations["POST /orders"].idempotencyKey,
    /no longer/,
  ),
  row(
    "idempotency-added",
    "an operation takes a key",
    (d) => {
      d.operations["GET /orders/{id}"] = { errors: d.operations["GET /orders/{id}"], idempotencyKey: true };
    },
    /accepts/,
  ),
  row("limit-tightened", "a limit falls", (d) => Object.assign(d.limits, { requestsPerMinute: 60 }), /120 to 60/),
  row("limit-tightened", "a minimum rises", (d) => Object.assign(d.limits, { minPasswordLength: 12 }), /8 to 12/),
  row("limit-loosened", "a limit rises", (d) => Object.assign(d.limits, { requestsPerMinute: 240 }), /240/),
  row("limit-loosened", "a minimum falls", (d) => Object.assign(d.limits, { minPasswordLength: 6 }), /6/),
  row("limit-added", "a limit is declared", (d) => Object.assign(d.limits, { reportBytes: 1000 }), /1000/),
  row("limit-removed", "a limit is removed", (d) => delete d.limits.requestsPerMinute, /120/),
  row("language-removed", "a language is removed", (d) => delete d.locales.de, /removed/),
  row(
    "language-added",
    "a language is added",
    (d) => {
      d.locales.fr = { ...d.locales.de };
    },
    /added/,
  ),
  row(
    "language-changed",
    "the language changes",
    (d) => {
      d.language = "fr";
    },
    /`en` and is `fr`/,
    { also: ["language-added", "language-removed"] },
  ),
  row(
    "code-deprecated",
    "a code is deprecated",
    (d) => Object.assign(order(d), { deprecated: "1.3.0", sunset: "2027-01-01" }),
    /2027/,
  ),
  row(
    "deprecation-incomplete",
    "a code is deprecated without a sunset",
    (d) => Object.assign(order(d), { deprecated: "1.3.0" }),
    /deprecated/,
  ),
  row(
    "deprecation-withdrawn",
    "a code is no longer deprecated",
    (d) => {
      delete d.errors.OLD.deprecated;
      delete d.errors.OLD.sunset;
    },
    /no longer/,
  ),
  row(
    "sunset-moved",
    "a sunset comes earlier",
    (d) => Object.assign(d.errors.OLD, { sunset: "2026-05-01" }),
    /2026-05-01/,
  ),
  row("sunset-moved", "a sunset is withdrawn", (d) => delete d.errors.OLD.sunset, /no date/),
  row("sunset-extended", "a sunset comes later", (d) => Object.assign(d.errors.OLD, { sunset: "2028-01-01" }), /2028/),
  row("parent-changed", "a code has another parent", (d) => Object.assign(d.errors.OLD, { parent: "GONE" }), /GONE/),
  row(
    "name-changed",
    "the contract is renamed",
    (d) => {
      d.name = "store";
    },
    /store/,
  ),
  row(
    "version-too-low",
    "a breaking change has a minor version",
    (d) => {
      d.errors.GONE.status = 410;
      d.version = "1.9.0";
    },
    /2\.0\.0/,
    { also: ["status-changed"] },
  ),
  row(
    "version-too-low",
    "a code is added without a new version",
    (d) => {
      add(d, "INVALID", invalid);
      d.version = "1.2.0";
    },
    /1\.3\.0/,
    { also: ["code-added"], verdict: "risky" },
  ),
  row(
    "version-decreased",
    "the versions are compared in the wrong order",
    (d) => {
      add(d, "INVALID", invalid);
      d.version = "1.0.0";
    },
    /1\.0\.0/,
    { also: ["code-added"] },
  ),
];

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
