import { describe, expect, it } from "vitest";
import type { Json } from "../contract/index.ts";
import { ContractError } from "../contract/index.ts";
import { compileEnvelope } from "./compile-envelope.ts";

function faultsOf(declaration: Json, envelopes: Record<string, Json> = {}): readonly string[] {
  try {
    compileEnvelope(declaration, { name: "shop", envelopes });
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    for (const fault of error.faults) {
      expect(fault.fix).toMatch(/^[A-Z].*\.$/);
      expect(fault.expected).not.toBe("");
      expect(fault.received.length).toBeLessThanOrEqual(80);
    }
    return error.faults.map(({ rule, path }) => `${rule.replace(/^ERRATA_ENVELOPE_/, "")} ${path.join(".")}`);
  }
  return [];
}

const named = { code: "$code" };

describe("a broken template is refused", () => {
  it.each<[string, Json, string[]]>([
    ["an unknown value", { ...named, at: "$now" }, ["VALUE_UNKNOWN envelope.at"]],
    ["a value with an unknown suffix", { ...named, at: "$code!" }, ["VALUE_UNKNOWN envelope.at"]],
    ["an unknown member", { ...named, $if: 1 }, ["MEMBER_UNKNOWN envelope.$if"]],
    ["a member of a string", { ...named, at: "$message.length" }, ["MEMBER_OF_SCALAR envelope.at"]],
    ["a needless format", { ...named, at: "$code:string" }, ["FORMAT_UNKNOWN envelope.at"]],
    ["a needless format of a string", { ...named, at: "$message:string" }, ["FORMAT_UNKNOWN envelope.at"]],
    ["an unknown format", { ...named, at: "$grpc:snake" }, ["FORMAT_UNKNOWN envelope.at"]],
    [
      "an unknown one of several conditions",
      { at: { $when: ["$code", "$x"] }, ...named },
      ["VALUE_UNKNOWN envelope.at.$when.1"],
    ],
    [
      "a message whose field has no number",
      { ...named, at: { $protobuf: { code: "$code" } } },
      ["PROTOBUF envelope.at"],
    ],
    [
      "a message with a field of unknown type",
      { ...named, at: { $protobuf: { 1: "$details.size" } } },
      ["PROTOBUF envelope.at"],
    ],
    ["a message with a list", { ...named, at: { $protobuf: { 1: ["$code"] } } }, ["PROTOBUF envelope.at"]],
    ["members beside a message", { ...named, at: { $protobuf: { 1: "$code" }, type: "X" } }, ["PROTOBUF envelope.at"]],
    ["a default that is no JSON", { ...named, at: "$details={" }, ["DEFAULT_NOT_JSON envelope.at"]],
    ["an item outside a list", { ...named, at: "$item.field" }, ["ITEM_OUTSIDE_EACH envelope.at"]],
    ["a spread of something else", { ...named, "...": "$message" }, ["SPREAD_SOURCE envelope...."]],
    ["two spreads in one object", { ...named, "...": "$details", "...more": "$details" }, ["SPREAD_TWICE envelope"]],
    ["a list without an item", { ...named, list: { $each: "$details" } }, ["EACH_WITHOUT_ITEM envelope.list"]],
    ["a list of a string", { ...named, list: { $each: "$message", $item: 1 } }, ["EACH_SOURCE envelope.list.$each"]],
    [
      "members beside a list",
      { ...named, list: { $each: "$details", $item: 1, a: 1 } },
      ["EACH_MEMBER envelope.list.a"],
    ],
    [
      "a list within a list",
      { ...named, list: { $each: "$details", $item: { $each: "$details.x", $item: 1 } } },
      ["EACH_NESTED envelope.list.$item"],
    ],
    ["a condition that is no fact", { ...named, at: { $when: true } }, ["WHEN_SOURCE envelope.at.$when"]],
    ["a condition on the body", { ...named, $when: "$details" }, ["WHEN_AT_ROOT envelope.$when"]],
    ["a list whose missing item cannot be told", { list: ["$param?", "$code"] }, ["LIST_AMBIGUOUS envelope.list.0"]],
    ["a body that names nothing", { error: "$details" }, ["NAMELESS envelope"]],
    ["a body that is no object", ["$code"], ["TEMPLATE_TYPE envelope"]],
    ["a value that JSON has not", { ...named, at: Number.NaN }, ["NOT_JSON envelope.at"]],
    ["an unknown envelope", "soap", ["NAME_UNKNOWN envelope"]],
    [
      "an unknown member of a declaration",
      { $failure: named, $status: 1 },
      ["DECLARATION_MEMBER_UNKNOWN envelope.$status"],
    ],
    ["a wrong media type", { $failure: named, $mediaType: "json" }, ["MEDIA_TYPE envelope.$mediaType"]],
    ["an unknown kind", { $failure: named, $kindNames: { teapot: "x" } }, ["KIND_UNKNOWN envelope.$kindNames.teapot"]],
    [
      "a kind's name that is no string",
      { $failure: named, $kindNames: { "*": 1 } },
      ["KIND_NAME_TYPE envelope.$kindNames.*"],
    ],
    ["kind names that are no object", { $failure: named, $kindNames: "x" }, ["KIND_NAMES_TYPE envelope.$kindNames"]],
    [
      "an error's value in the success form",
      { $failure: named, $success: { data: "$data", code: "$code" } },
      ["SUCCESS_VALUE_UNKNOWN envelope.$success.code"],
    ],
    ["a success form without a failure", { $success: { data: "$data" } }, ["MEMBER_UNKNOWN envelope.$success"]],
  ])("for %s", (_, declaration, faults) => {
    expect(faultsOf(declaration)).toEqual(faults);
  });

  it("with every fault at once", () => {
    const template = { code: "$cod", message: "$mesage", error: { $if: 1, list: { $each: "$x", $item: "$item" } } };
    expect(faultsOf(template)).toEqual([
      "VALUE_UNKNOWN envelope.code",
      "VALUE_UNKNOWN envelope.message",
      "MEMBER_UNKNOWN envelope.error.$if",
      "VALUE_UNKNOWN envelope.error.list.$each",
      "EACH_SOURCE envelope.error.list.$each",
    ]);
  });

  it("with the place in the declaration that a name leads to", () => {
    expect(faultsOf("ours", { ours: { ...named, at: "$now" } })).toEqual(["VALUE_UNKNOWN envelopes.ours.at"]);
    expect(faultsOf("a", { a: "b", b: "a" })).toEqual(["NAME_UNKNOWN envelopes.b"]);
  });
});

describe("a name", () => {
  it("means the API's own envelope before a built-in one", () => {
    const own = compileEnvelope("flat", { name: "shop", envelopes: { flat: { id: "$code" } } });
    expect(own.parse(400, '{"id":"X"}')).toEqual({ status: 400, code: "X" });
  });

  it("means the built-in envelope within a declaration of the same name", () => {
    const own = compileEnvelope("flat", { name: "shop", envelopes: { flat: "flat" } });
    expect(own.parse(400, '{"code":"X","message":"Y"}')).toEqual({ status: 400, code: "X", message: "Y" });
  });
});
