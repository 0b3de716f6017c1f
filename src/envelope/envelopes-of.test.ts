import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { ContractDefinition } from "../contract/index.ts";
import { ContractError, contract } from "../contract/index.ts";
import { envelopesOf } from "./envelopes-of.ts";

const definition: ContractDefinition = {
  name: "vision",
  version: "1.0.0",
  envelope: "nested",
  envelopes: { plain: "fastapi", house: { oops: { id: "$code", text: "$message" } } },
  errors: {
    RATE_LIMIT_ERROR: { kind: "rate_limited", when: "Too fast.", message: "Slow down." },
    RULE_NOT_FOUND: { kind: "not_found", when: "No such rule.", message: "Rule not found.", envelope: "plain" },
    VALIDATION_ERROR: {
      kind: "validation_failed",
      when: "A parameter is wrong.",
      message: "Invalid request parameters.",
      details: z.object({ field: z.string() }),
      envelope: "fastapi-structured",
    },
    ODD: { kind: "internal", when: "Anything else.", message: "Sorry.", envelope: "house" },
  },
};

function faultsOf(changes: Partial<ContractDefinition>): readonly string[] {
  try {
    envelopesOf(contract({ ...definition, ...changes }));
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    return error.faults.map(({ rule, code, path }) => `${rule} ${code ?? "-"} ${path.join(".")}`);
  }
  return [];
}

describe("envelopesOf", () => {
  it("returns the envelope that a code names, and the main one for any other code", () => {
    const vision = contract(definition);
    const envelopes = envelopesOf(vision);
    const bodies = vision.codes.map((code) => {
      const entry = vision.entries.get(code)!;
      return envelopes.of(entry).renderer(entry)({ message: entry.message, details: { field: "limit" } });
    });
    expect(bodies).toEqual([
      '{"error":{"code":"RATE_LIMIT_ERROR","message":"Slow down.","details":{}}}',
      '{"detail":"Rule not found."}',
      '{"detail":{"code":"VALIDATION_ERROR","message":"Invalid request parameters.","field":"limit"}}',
      '{"oops":{"id":"ODD","text":"Sorry."}}',
    ]);
    expect(envelopes.main.name).toBe("nested");
    expect(envelopes.of(vision.entries.get("ODD")!).name).toBe("house");
  });

  it("returns the unified envelope for every code and keeps the success template of the main one", () => {
    const unified = contract({ ...definition, envelope: "success-error", unified: "nested" });
    const { main, of } = envelopesOf(unified);
    const bodies = unified.codes.map((code) => {
      const entry = unified.entries.get(code)!;
      return JSON.parse(of(entry).renderer(entry)({ details: { field: "limit" }, requestId: "r-1" }));
    });
    expect(bodies).toMatchObject(
      unified.codes.map((code) => ({
        error: { code, message: unified.entries.get(code)?.message },
        request_id: "r-1",
      })),
    );
    expect(bodies[2].error.details).toEqual({ field: "limit" });
    expect([main.name, main.success(1)]).toEqual(["nested", { success: true, data: 1 }]);
    const plain = envelopesOf(contract({ ...definition, unified: { oops: "$code" } }));
    expect(plain.main.renderer(unified.entries.get("ODD")!)({})).toBe('{"oops":"ODD"}');
  });

  it("rejects a unified envelope that is unknown, invalid or would lose details", () => {
    expect(faultsOf({ unified: "hoose" })).toEqual(["ERRATA_ENVELOPE_NAME_UNKNOWN - unified"]);
    expect(faultsOf({ unified: { code: "$cod" } })).toEqual(["ERRATA_CONTRACT_ENVELOPE_VALUE_UNKNOWN - unified.code"]);
    expect(faultsOf({ unified: { code: "$code", field: "x", "...": "$details" } })).toEqual([
      "ERRATA_ENVELOPE_SPREAD_CLASH VALIDATION_ERROR errors.VALIDATION_ERROR.details.field",
    ]);
  });

  it("omits details that were passed to a code without details", () => {
    const vision = contract(definition);
    const entry = vision.entries.get("RATE_LIMIT_ERROR")!;
    const body = envelopesOf(vision).main.renderer(entry)({ message: "m", details: { secret: 1 } });
    expect(body).toBe('{"error":{"code":"RATE_LIMIT_ERROR","message":"m","details":{}}}');
  });

  it("wraps a successful response in the success template of the main envelope", () => {
    const wrapped = (envelope: ContractDefinition["envelope"] & {}): unknown =>
      envelopesOf(contract({ ...definition, envelope })).main.success([1]);
    expect(wrapped("nested")).toEqual([1]);
    expect(wrapped("success-error")).toEqual({ success: true, data: [1] });
    expect(wrapped("status-data-error")).toEqual({ status: "success", data: [1], error: null });
    const main = envelopesOf(contract({ ...definition, envelope: "success-error" })).main;
    expect(JSON.stringify(main.success(undefined))).toBe('{"success":true,"data":null}');
  });

  it("reports the faults of every template, used or not", () => {
    const changes = {
      envelope: { code: "$cod" },
      envelopes: { ...definition.envelopes, spare: { code: "$code", at: "$now" } },
    };
    expect(faultsOf(changes)).toEqual([
      "ERRATA_CONTRACT_ENVELOPE_VALUE_UNKNOWN - envelope.code",
      "ERRATA_CONTRACT_ENVELOPE_VALUE_UNKNOWN - envelopes.spare.at",
    ]);
  });

  it("rejects a code that names an unknown envelope", () => {
    const { envelopes: _, ...others } = definition;
    const faults = faultsOf({ ...others, envelopes: { plain: "fastapi" } });
    expect(faults).toEqual(["ERRATA_ENVELOPE_NAME_UNKNOWN ODD errors.ODD.envelope"]);
  });

  it("rejects details that a spread would lose", () => {
    const errors: ContractDefinition["errors"] = {
      CLASH: {
        kind: "not_found",
        when: "It is gone.",
        message: "Gone.",
        details: z.object({ id: z.string(), status: z.string() }),
      },
      LIST: { kind: "validation_failed", when: "Wrong.", message: "Wrong.", details: z.array(z.string()) },
      FINE: { kind: "internal", when: "Else.", message: "Sorry.", details: z.object({ id: z.string() }) },
    };
    expect(faultsOf({ errors, envelope: { status: "$status", code: "$code", "...": "$details" } })).toEqual([
      "ERRATA_ENVELOPE_SPREAD_CLASH CLASH errors.CLASH.details.status",
      "ERRATA_ENVELOPE_SPREAD_TYPE LIST errors.LIST.details",
    ]);
    const behindReference = {
      REF: { ...errors.CLASH, details: z.object({ status: z.string() }).meta({ id: "Clash" }) },
    };
    expect(
      faultsOf({ errors: behindReference as never, envelope: { status: "$status", code: "$code", "...": "$details" } }),
    ).toEqual(["ERRATA_ENVELOPE_SPREAD_CLASH REF errors.REF.details.status"]);
    expect(faultsOf({ errors, envelope: { status: "$status", code: "$code", "...details": "$details" } })).toEqual([]);
    expect(faultsOf({ errors, envelope: "problem+json" })).toEqual([]);
  });
});

describe("a renderer", () => {
  const vision = contract({ ...definition, envelope: "success-error" });
  const entry = vision.entries.get("VALIDATION_ERROR")!;
  const render = envelopesOf(vision).main.renderer(entry);

  it("omits details that JSON cannot represent", () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    for (const details of [cycle, 10n, { big: 10n }, () => 1, Symbol("x"), Number.NaN])
      expect(render({ message: "m", details })).toBe(
        '{"success":false,"error":{"code":"VALIDATION_ERROR","message":"m"}}',
      );
  });

  it("renders without details when a getter in them throws", () => {
    const { main } = envelopesOf(contract({ ...definition, envelope: "fastapi-structured" }));
    const details = {
      get field(): string {
        throw new Error("gone");
      },
    };
    const body = main.renderer(entry)({ message: "m", details });
    expect(body).toBe('{"detail":{"code":"VALIDATION_ERROR","message":"m"}}');
  });

  it("serialises details like JSON.stringify, including toJSON methods", () => {
    const details = { at: new Date(0), none: undefined, f: (): number => 1, list: [undefined] };
    expect(render({ message: "m", details })).toBe(
      `{"success":false,"error":{"code":"VALIDATION_ERROR","message":"m","details":${JSON.stringify(details)}}}`,
    );
    const spread = envelopesOf(contract({ ...definition, envelope: { code: "$code", "...": "$details" } })).main;
    const withToJson = { toJSON: () => ({ code: "LIE", field: "limit" }) };
    expect(spread.renderer(entry)({ message: "m", details: withToJson })).toBe(
      '{"code":"VALIDATION_ERROR","field":"limit"}',
    );
  });
});
