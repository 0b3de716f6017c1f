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

function faultsOf(over: Partial<ContractDefinition>): readonly string[] {
  try {
    envelopesOf(contract({ ...definition, ...over }));
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    return error.faults.map(({ rule, code, path }) => `${rule} ${code ?? "-"} ${path.join(".")}`);
  }
  return [];
}

describe("the envelopes of a contract", () => {
  it("answer each code in the envelope that it names, and the others in the main one", () => {
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

  it("answer every code in the one envelope of a contract that is unified, and a success in the form that it had", () => {
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

  it("are refused when the unified one is unknown, broken, or would lose details", () => {
    expect(faultsOf({ unified: "hoose" })).toEqual(["ERRATA_ENVELOPE_NAME_UNKNOWN - unified"]);
    expect(faultsOf({ unified: { code: "$cod" } })).toEqual(["ERRATA_ENVELOPE_VALUE_UNKNOWN - unified.code"]);
    expect(faultsOf({ unified: { code: "$code", field: "x", "...": "$details" } })).toEqual([
      "ERRATA_ENVELOPE_SPREAD_CLASH VALIDATION_ERROR errors.VALIDATION_ERROR.details.field",
    ]);
  });

  it("send no details of a code that declares none, whatever it was thrown with", () => {
    const vision = contract(definition);
    const entry = vision.entries.get("RATE_LIMIT_ERROR")!;
    const body = envelopesOf(vision).main.renderer(entry)({ message: "m", details: { secret: 1 } });
    expect(body).toBe('{"error":{"code":"RATE_LIMIT_ERROR","message":"m","details":{}}}');
  });

  it("wrap a success where the main envelope has a form for it", () => {
    const over = (envelope: ContractDefinition["envelope"] & {}): unknown =>
      envelopesOf(contract({ ...definition, envelope })).main.success([1]);
    expect(over("nested")).toEqual([1]);
    expect(over("success-error")).toEqual({ success: true, data: [1] });
    expect(over("status-data-error")).toEqual({ status: "success", data: [1], error: null });
    const main = envelopesOf(contract({ ...definition, envelope: "success-error" })).main;
    expect(JSON.stringify(main.success(undefined))).toBe('{"success":true,"data":null}');
  });

  it("are refused with the faults of every template, used or not", () => {
    const over = {
      envelope: { code: "$cod" },
      envelopes: { ...definition.envelopes, spare: { code: "$code", at: "$now" } },
    };
    expect(faultsOf(over)).toEqual([
      "ERRATA_ENVELOPE_VALUE_UNKNOWN - envelope.code",
      "ERRATA_ENVELOPE_VALUE_UNKNOWN - envelopes.spare.at",
    ]);
  });

  it("are refused when a code names an envelope that does not exist", () => {
    const { envelopes: _, ...others } = definition;
    const faults = faultsOf({ ...others, envelopes: { plain: "fastapi" } });
    expect(faults).toEqual(["ERRATA_ENVELOPE_NAME_UNKNOWN ODD errors.ODD.envelope"]);
  });

  it("are refused when details would be lost in a spread", () => {
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
    expect(faultsOf({ errors, envelope: { status: "$status", code: "$code", "...details": "$details" } })).toEqual([]);
    expect(faultsOf({ errors, envelope: "problem+json" })).toEqual([]);
  });
});

describe("a writer", () => {
  const vision = contract({ ...definition, envelope: "success-error" });
  const entry = vision.entries.get("VALIDATION_ERROR")!;
  const write = envelopesOf(vision).main.renderer(entry);

  it("leaves out details that JSON cannot carry, rather than lose the answer", () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    for (const details of [circle, 10n, { big: 10n }, () => 1, Symbol("x"), Number.NaN])
      expect(write({ message: "m", details })).toBe(
        '{"success":false,"error":{"code":"VALIDATION_ERROR","message":"m"}}',
      );
  });

  it("answers even when a detail throws as it is read", () => {
    const house = envelopesOf(contract({ ...definition, envelope: "fastapi-structured" })).main;
    const details = {
      get field(): string {
        throw new Error("gone");
      },
    };
    const body = house.renderer(entry)({ message: "m", details });
    expect(body).toBe('{"detail":{"code":"VALIDATION_ERROR","message":"m"}}');
  });

  it("writes details as JSON.stringify does, those that serialise themselves included", () => {
    const details = { at: new Date(0), none: undefined, f: (): number => 1, list: [undefined] };
    expect(write({ message: "m", details })).toBe(
      `{"success":false,"error":{"code":"VALIDATION_ERROR","message":"m","details":${JSON.stringify(details)}}}`,
    );
    const spread = envelopesOf(contract({ ...definition, envelope: { code: "$code", "...": "$details" } })).main;
    const self = { toJSON: () => ({ code: "LIE", field: "limit" }) };
    expect(spread.renderer(entry)({ message: "m", details: self })).toBe('{"code":"VALIDATION_ERROR","field":"limit"}');
  });
});
