import { type } from "arktype";
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ContractError, contract } from "../index.ts";
import { brokenDefinitions } from "../testing/broken-definitions.ts";
import { soundDefinition } from "../testing/sound-definition.ts";

function faultsOf(definition: unknown): ContractError["faults"] {
  try {
    contract(definition as any);
    return [];
  } catch (error) {
    if (error instanceof ContractError) return error.faults;
    throw error;
  }
}

const rulesOf = (definition: unknown): string[] => faultsOf(definition).map(({ rule }) => rule);
const internal = { kind: "internal", when: "An unexpected failure.", message: "Sorry." };
const withDetails = (details: unknown, message = "Sorry."): object => ({
  name: "x",
  version: "1.0.0",
  errors: { OOPS: { ...internal, message, details } },
});

describe("a definition", () => {
  it("is accepted with every member that it can have", () => {
    expect(faultsOf(soundDefinition)).toEqual([]);
  });

  it.each(brokenDefinitions)("is rejected when $problem", ({ definition, rule, path }) => {
    const faults = faultsOf(definition);
    const found = faults.find((fault) => fault.rule === `ERRATA_CONTRACT_${rule}` && fault.path.join(".") === path);
    expect(found, JSON.stringify(faults, null, 1)).toBeDefined();
    expect(found?.expected).not.toBe("");
    expect(found?.received).not.toBe("");
    expect(found?.fix).toMatch(/[.?]$/);
    expect(found?.code).toBe(/^errors\.([^.]*)/.exec(path)?.[1] ?? /^locales\.[^.]+\.(.+)/.exec(path)?.[1]);
  });

  it("has every fault reported at once", () => {
    const entry = { kind: "nope", when: "", message: "{", status: 1, retry: "x", extra: 1 };
    const faults = rulesOf({ version: 1, errors: { A: entry, B: entry }, always: ["Q"], limits: { a: null } });
    expect(faults).toHaveLength(1 + 1 + 2 * 6 + 1 + 1);
  });

  it("is rejected with faults, never with another error, for any JSON value", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => faultsOf(value).length > 0));
    const shaped = fc.record({
      name: fc.jsonValue(),
      version: fc.jsonValue(),
      errors: fc.dictionary(fc.string(), fc.jsonValue()),
    });
    const more = fc.record({
      operations: fc.jsonValue(),
      always: fc.jsonValue(),
      precedence: fc.jsonValue(),
      locales: fc.jsonValue(),
      conditions: fc.jsonValue(),
    });
    fc.assert(fc.property(shaped, more, (one, other) => faultsOf({ ...one, ...other }).length > 0));
  });

  it("is rejected with faults for values that JSON cannot represent", () => {
    const hostile = [() => "x", Symbol("s"), 10n, Number.NaN, new Date(), new Map(), /x/];
    for (const value of hostile)
      for (const key of [
        "name",
        "version",
        "errors",
        "limits",
        "operations",
        "always",
        "precedence",
        "locales",
        "conditions",
        "envelopes",
      ])
        expect(faultsOf({ ...soundDefinition, [key]: value }), key).not.toEqual([]);
    expect(rulesOf({ ...soundDefinition, envelope: { code: "$code", a: [() => 1] } })).toEqual([
      "ERRATA_CONTRACT_NOT_DATA",
    ]);
    expect(rulesOf(withDetails({ type: "object", default: 1n }))).toEqual(["ERRATA_CONTRACT_NOT_DATA"]);
  });

  it("is rejected when it contains itself or nests too deep", () => {
    const circular: any = { ...soundDefinition };
    circular.envelope = { inner: circular };
    expect(faultsOf(circular)[0]?.received).toBe("a part that contains itself");
    let deep: unknown = {};
    for (let level = 0; level < 20_000; level += 1) deep = [deep];
    expect(faultsOf({ ...soundDefinition, envelope: deep })[0]?.received).toMatch(/levels deep/);
  });

  it("has each getter read once, and a getter that throws reported as a fault", () => {
    let reads = 0;
    const once = {
      ...soundDefinition,
      get version() {
        reads += 1;
        return `1.0.${reads}`;
      },
    };
    expect(contract(once as any).version).toBe("1.0.1");
    expect(reads).toBe(1);
    const throwing = {
      ...soundDefinition,
      get name(): string {
        throw new RangeError("no");
      },
    };
    expect(faultsOf(throwing)[0]?.received).toBe("a getter that threw RangeError");
  });

  it("is copied, so that later changes have no effect", () => {
    const limits = { perMinute: 5 };
    const api = contract({ ...soundDefinition, limits } as any);
    limits.perMinute = 6;
    expect(api.limits).toEqual({ perMinute: 5 });
  });

  it("can name its codes like members of Object.prototype", () => {
    const names = ["constructor", "toString", "hasOwnProperty", "valueOf"];
    const errors = Object.fromEntries(names.map((name) => [name, { ...internal, kind: "not_found" }]));
    const api = contract({
      name: "x",
      version: "1",
      errors,
      locales: { de: Object.fromEntries(names.map((n) => [n, n])) },
    } as any);
    for (const name of names) {
      expect(api.entries.get(name)?.messages).toEqual({ de: name });
      expect((api.error as any)[name]().code).toBe(name);
    }
  });
});

describe("a fault", () => {
  it("suggests the nearest name for a misspelt one", () => {
    const fixes = faultsOf({
      ...soundDefinition,
      erors: {},
      errors: { ...soundDefinition.errors, FAILED: { ...internal, kind: "intrenal", status_code: 5 } },
    }).map(({ fix }) => fix);
    expect(fixes).toContain('Did you mean "errors"?');
    expect(fixes).toContain('Did you mean "internal"?');
    expect(fixes.some((fix) => fix.startsWith("Remove it, or use one of: kind"))).toBe(true);
  });

  it("quotes the received value in at most 80 characters, with secrets masked", () => {
    const [long] = faultsOf({ ...soundDefinition, limits: { a: "x".repeat(500) } });
    expect(long?.received).toHaveLength(80);
    const secrets = ["sk_live_51Habcdefghijk", "Bearer abcdef0123456789", "postgres://app:hunter2hunter2@db/x"];
    for (const secret of secrets) {
      const [fault] = faultsOf({ ...soundDefinition, limits: { a: secret } });
      expect(fault?.received).toContain("***");
      expect(fault?.received).not.toMatch(/51Habc|abcdef0|hunter2/);
    }
  });

  it("is one line of the error's message", () => {
    expect(() => contract({ ...soundDefinition, limits: { a: "1", b: "2" } } as any)).toThrow(
      'contract "renders" has 2 faults:\n  ERRATA_CONTRACT_LIMIT_INVALID: expected a finite number, received "1". Write the limit as a number. (limits.a)\n',
    );
  });
});

describe("details", () => {
  it("are accepted from Zod, ArkType and wrapped Valibot, and their names are placeholders", async () => {
    const { toStandardJsonSchema } = await import("@valibot/to-json-schema");
    const schemas = [
      z.object({ id: z.string() }),
      type({ id: "string" }),
      toStandardJsonSchema(v.object({ id: v.string() })),
    ];
    for (const schema of schemas) {
      expect(rulesOf(withDetails(schema, "{id}"))).toEqual([]);
      expect(rulesOf(withDetails(schema, "{ID}"))).toEqual(["ERRATA_CONTRACT_PLACEHOLDER_UNKNOWN"]);
    }
  });

  it("are rejected from a schema that produces no JSON Schema, with the libraries that do", () => {
    const [plain] = faultsOf(withDetails(v.object({ id: v.string() })));
    expect(plain?.rule).toBe("ERRATA_CONTRACT_DETAILS_WITHOUT_JSON_SCHEMA");
    expect(plain?.fix).toMatch(/Zod 4.*ArkType 2.*toStandardJsonSchema/);
    const [date] = faultsOf(withDetails(z.object({ at: z.date() })));
    expect(date?.rule).toBe("ERRATA_CONTRACT_DETAILS_WITHOUT_JSON_SCHEMA");
    expect(date?.received).toMatch(/Date/);
  });

  it("can be the short JSON Schemas true and false", () => {
    expect(contract(withDetails(true, "{anything}") as any).entries.get("OOPS")?.details).toEqual({});
    expect(contract(withDetails(false) as any).entries.get("OOPS")?.details).toEqual({ not: {} });
  });
});

describe("a condition", () => {
  it("is not ambiguous when one of several codes is the default code", () => {
    const errors = { INTERNAL_ERROR: internal, EXPORT_FAILED: internal };
    expect(contract({ name: "x", version: "1", errors } as any).conditions.internal).toBe("INTERNAL_ERROR");
  });

  it("can be mapped to its own default code, as in the JSON form", () => {
    const errors = { oops: internal };
    const definition = { name: "x", version: "1", errors, conditions: { timeout: "operation_timeout" } };
    expect(contract(definition as any).conditions.timeout).toBe("operation_timeout");
  });
});

describe("the template of an envelope", () => {
  const create = (changes: object): unknown => contract({ ...soundDefinition, ...changes } as any);
  it.each([
    [{ code: "$kode" }, "envelope.code", "$kode", 'Did you mean "$code"?'],
    [{ error: { code: "$code", message: "$mesage" } }, "envelope.error.message", "$mesage", 'Did you mean "$message"?'],
    [{ code: "$code", details: ["$detials?"] }, "envelope.details.0", "$detials?", 'Did you mean "$details"?'],
    [{ $failure: { code: "$Code" } }, "envelope.$failure.code", "$Code", 'Did you mean "$code"?'],
    [{ code: "$code", price: "$5" }, "envelope.price", "$5", 'Write "$$5" for the literal text.'],
  ])("%j is rejected with the nearest placeholder", (envelope, path, received, fix) => {
    for (const changes of [{ envelope }, { unified: envelope }, { envelopes: { spare: envelope } }]) {
      const at = path.replace(
        "envelope",
        Object.keys(changes)[0] === "envelopes" ? "envelopes.spare" : (Object.keys(changes)[0] ?? ""),
      );
      expect(() => create(changes)).toThrow(
        `ERRATA_CONTRACT_ENVELOPE_VALUE_UNKNOWN: expected one of $code, $message, $details, $requestId, $status, $kind, $param, $docsUrl, $title, $grpc, $api, $ignored, $item, $data, received "${received}". ${fix} (${at})`,
      );
    }
  });

  it("without $code is rejected as the main envelope, but not as one that codes name", () => {
    for (const name of ["envelope", "unified"])
      for (const envelope of [{ message: "$message" }, {}, [], { code: "$$code" }, { code: "$details.code" }])
        expect(() => create({ [name]: envelope })).toThrow(
          /ERRATA_CONTRACT_ENVELOPE_WITHOUT_CODE: expected a template with \$code/,
        );
    for (const changes of [
      { envelopes: { text: { detail: "$message" } } },
      { envelope: "fastapi" },
      { envelope: { code: "$code?", price: "$$5" } },
      { envelope: { $failure: { type: "$code:shape" }, $kindNames: { "*": "$x" } } },
    ])
      expect(() => create(changes)).not.toThrow();
  });
});
