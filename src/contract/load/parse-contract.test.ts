import { afterEach, describe, expect, it, vi } from "vitest";
import { parse, stringify } from "yaml";
import { ContractError } from "../index.ts";
import { brokenDefinitions } from "../testing/broken-definitions.ts";
import { soundDefinition } from "../testing/sound-definition.ts";
import { parseContract } from "./index.ts";

const sound = `name: renders
version: 1.0.0
errors:
  GONE:
    kind: not_found
    when: No render has this id.
    message: Render {id} is gone.
    details:
      type: object
      properties: { id: { type: string } }
      required: [id]
      additionalProperties: false
  FAILED: { kind: internal, when: An unexpected failure., message: Something went wrong. }
operations:
  GET /renders/{id}: [GONE]
always: [FAILED]
`;

function parseError(text: string, format: "yaml" | "json" = "yaml"): ContractError {
  try {
    parseContract(text, { format, path: `dir/contract.${format}` });
  } catch (error) {
    if (error instanceof ContractError) return error;
    throw error;
  }
  throw new Error("the contract was accepted");
}

const locationsOf = (text: string, format?: "yaml" | "json"): string[] =>
  parseError(text, format).faults.map(({ rule, location }) => `${rule.replace("ERRATA_CONTRACT_", "")} ${location}`);

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("a contract in YAML", () => {
  it("is parsed into a contract", () => {
    const api = parseContract(sound);
    expect(api.codes).toEqual(["GONE", "FAILED"]);
    expect(api.operations.get("GET /renders/{id}")?.codes).toEqual(["GONE", "FAILED"]);
    expect(api.error.GONE?.({ id: "r1" }).message).toBe("Render r1 is gone.");
  });

  it("has every fault located by file, line and column, in the order of the lines", () => {
    const broken = sound
      .replace("kind: not_found", "kind: not_fond")
      .replace("Render {id}", "Render {idd}")
      .replace("always: [FAILED]", "always: [FAILED, FALED]\nlimts: {}");
    expect(locationsOf(broken)).toEqual([
      "KIND_UNKNOWN dir/contract.yaml:5:11",
      "PLACEHOLDER_UNKNOWN dir/contract.yaml:7:14",
      "CODE_UNKNOWN dir/contract.yaml:16:18",
      "MEMBER_UNKNOWN dir/contract.yaml:17:1",
    ]);
    expect(parseError(broken).message).toContain('Did you mean "not_found"? (dir/contract.yaml:5:11)');
  });

  it("has a missing member located at its parent", () => {
    expect(locationsOf(sound.replace("    when: No render has this id.\n", ""))).toEqual([
      "MEMBER_MISSING dir/contract.yaml:4:3",
    ]);
    expect(locationsOf("version: 1.0.0\nerrors:\n  A: *b\n")).toEqual(["SYNTAX dir/contract.yaml:3:6"]);
  });

  it.each(brokenDefinitions)("has its faults located in the file when $problem", ({ definition }) => {
    const { faults } = parseError(stringify(definition));
    for (const { location } of faults) expect(location).toMatch(/^dir\/contract\.yaml:\d+:\d+$/);
  });

  it.each([
    ["a brace that is not closed", "name: { a", "SYNTAX"],
    ["a tab for indentation", "name: x\nerrors:\n\tA: 1\n", "SYNTAX"],
    ["two documents", "name: x\n---\nname: y\n", "SYNTAX"],
    ["a tag that creates objects", 'name: !!js/function "x"\n', "SYNTAX"],
    ["an alias without an anchor", "name: *nobody\n", "SYNTAX"],
    ["a key that is a mapping", "? { a: 1 }\n: 2\n", "SYNTAX"],
    ["a key that is empty", ": 2\n", "SYNTAX"],
    ["nothing at all", "", "TYPE"],
    ["a string", "hello", "TYPE"],
    ["ten thousand brackets", "[".repeat(10_000), "SYNTAX"],
  ])("is rejected with a location for %s", (_, text, rule) => {
    const [fault] = parseError(text).faults;
    expect(fault?.rule).toBe(`ERRATA_CONTRACT_${rule}`);
    expect(fault?.location).toMatch(/^dir\/contract\.yaml:\d+:\d+$/);
  });

  it("has a duplicate key reported together with its other faults", () => {
    expect(locationsOf(`${sound}name: other\nlimits: { a: x }\n`)).toEqual([
      "KEY_DUPLICATE dir/contract.yaml:17:1",
      "LIMIT_INVALID dir/contract.yaml:18:14",
    ]);
  });

  it("can use anchors, but not to expand without bound", () => {
    const shared = sound.replace("required: [id]", "required: &r [id]\n      x-same: *r");
    expect(parseContract(shared).entries.get("GONE")?.details?.["x-same"]).toEqual(["id"]);
    const levels = Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(", ")}]`);
    expect(locationsOf(`a0: &a0 [x]\n${levels.join("\n")}\n`)).toEqual(["ALIASES dir/contract.yaml:1:1"]);
    expect(parseError("name: x\nversion: 1.0.0\nerrors: &e { A: *e }\n").faults[0]?.received).toBe(
      "a part that contains itself",
    );
  });

  it("treats __proto__ and << as ordinary unknown members", () => {
    const text = `${sound}__proto__: { name: polluted }\n<<: { version: 2.0.0 }\n`;
    expect(locationsOf(text)).toEqual([
      "MEMBER_UNKNOWN dir/contract.yaml:17:1",
      "MEMBER_UNKNOWN dir/contract.yaml:18:1",
    ]);
    expect(({} as { name?: string }).name).toBeUndefined();
  });
});

describe("a contract in JSON", () => {
  const json = JSON.stringify(parse(sound), null, 2);

  it("is the same contract as in YAML and in TypeScript", () => {
    expect(JSON.stringify(parseContract(json, { format: "json" }))).toBe(JSON.stringify(parseContract(sound)));
    expect(parseContract(`\uFEFF${JSON.stringify(soundDefinition, null, "\t")}`, { format: "json" }).name).toBe(
      "renders",
    );
  });

  it("has its faults located by line when it is indented with tabs", () => {
    const tabs = JSON.stringify({ ...soundDefinition, limits: { a: "x" } }, null, "\t");
    const line = tabs.split("\n").findIndex((text) => text.includes('"a": "x"')) + 1;
    expect(locationsOf(tabs, "json")).toEqual([`LIMIT_INVALID dir/contract.json:${line}:8`]);
  });

  it("is rejected with a location when it is valid YAML only", () => {
    expect(locationsOf(sound, "json")).toEqual([expect.stringMatching(/^SYNTAX dir\/contract\.json:\d+:\d+$/)]);
    expect(locationsOf('{\n  "name": "x",\n}', "json")[0]).toBe("SYNTAX dir/contract.json:3:1");
    expect(locationsOf("", "json")).toEqual(["SYNTAX dir/contract.json:1:1"]);
    expect(locationsOf('{"name": "x"', "json")).toHaveLength(1);
  });

  it("is rejected with a location when a key is duplicated", () => {
    const twice = json.replace('"version"', '"name": "other",\n  "version"');
    expect(locationsOf(twice, "json")).toEqual(["KEY_DUPLICATE dir/contract.json:3:3"]);
  });
});

describe("details in JSON Schema", () => {
  it("are validated where an error is created, except in production", () => {
    const { GONE } = parseContract(sound).error;
    expect(() => GONE?.({ id: 7 })).toThrow(/ERRATA_DETAILS_INVALID: the details of GONE .*id: must be string/);
    expect(() => GONE?.({})).toThrow(/must have required property 'id'/);
    expect(() => GONE?.({ id: "a", color: "red" })).toThrow(/ERRATA_DETAILS_UNDECLARED: .*: color\./);
    vi.stubEnv("NODE_ENV", "production");
    expect(parseContract(sound).error.GONE?.({ id: 7 }).details).toEqual({ id: 7 });
  });

  it("are unchanged in the JSON form", () => {
    const written = parse(sound).errors.GONE.details;
    const json = JSON.parse(JSON.stringify(parseContract(sound)));
    expect(json.errors.GONE.details).toEqual(written);
    expect(parseContract(sound).entries.get("GONE")?.details).toEqual(written);
  });

  it("are rejected at their line if they are not valid JSON Schema", () => {
    for (const [wrong, location] of [
      ["type: objekt", "9:13"],
      ["type: object\n      propertys: {}", "10:7"],
      ["$ref: '#/nowhere'", "9:13"],
      ["$ref: https://example.com/x", "9:13"],
      ["type: object\n      patternProperties: { '(': {} }", "10:28"],
      ["type: object\n      anyOf: []", "10:7"],
      ["type: object\n      minProperties: -1", "10:22"],
    ] as const)
      expect(locationsOf(sound.replace("type: object", wrong))).toContain(
        `DETAILS_INVALID dir/contract.yaml:${location}`,
      );
  });

  it("can have formats, short forms, annotations and the same $id in two codes", () => {
    const details =
      "{ $id: same, type: object, x-unit: s, properties: { id: { type: string, format: uuid, example: a, x-y: 1 } } }";
    const entry = `{ kind: not_found, when: Gone., message: Gone., details: ${details} }`;
    const text = `name: x\nversion: 1.0.0\nerrors:\n  A: ${entry}\n  B: ${entry}\n  C: { kind: conflict, when: C., message: "{any}", details: true }\n`;
    const api = parseContract(text);
    expect(api.error.A?.({ id: "anything" }).code).toBe("A");
    expect(api.error.C?.({ any: 1 }).message).toBe("1");
  });
});
