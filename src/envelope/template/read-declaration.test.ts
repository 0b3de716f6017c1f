import { describe, expect, it } from "vitest";
import type { Json } from "../../contract/index.ts";
import { ContractError } from "../../contract/index.ts";
import { compileEnvelope } from "../compile-envelope.ts";

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

describe("a declaration", () => {
  it.each<[string, Json, string[]]>([
    ["an unknown value", { ...named, at: "$now" }, ["VALUE_UNKNOWN envelope.at"]],
    ["a value with an unknown suffix", { ...named, at: "$code!" }, ["VALUE_UNKNOWN envelope.at"]],
    ["an unknown member", { ...named, $if: 1 }, ["MEMBER_UNKNOWN envelope.$if"]],
    ["a member of a string", { ...named, at: "$message.length" }, ["MEMBER_OF_SCALAR envelope.at"]],
    ["a format of a value that has none", { ...named, at: "$code:string" }, ["FORMAT_UNKNOWN envelope.at"]],
    ["a format of a string", { ...named, at: "$message:string" }, ["FORMAT_UNKNOWN envelope.at"]],
    ["an unknown format", { ...named, at: "$grpc:snake" }, ["FORMAT_UNKNOWN envelope.at"]],
    [
      "an unknown value in a list of conditions",
      { at: { $when: ["$code", "$x"] }, ...named },
      ["VALUE_UNKNOWN envelope.at.$when.1"],
    ],
    [
      "a message whose field is not a number",
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
    ["a default that is not JSON", { ...named, at: "$details={" }, ["DEFAULT_NOT_JSON envelope.at"]],
    ["an item outside a list", { ...named, at: "$item.field" }, ["ITEM_OUTSIDE_EACH envelope.at"]],
    ["a spread of another value", { ...named, "...": "$message" }, ["SPREAD_SOURCE envelope...."]],
    ["two spreads in one object", { ...named, "...": "$details", "...more": "$details" }, ["SPREAD_TWICE envelope"]],
    ["$each without $item", { ...named, list: { $each: "$details" } }, ["EACH_WITHOUT_ITEM envelope.list"]],
    ["$each over a string", { ...named, list: { $each: "$message", $item: 1 } }, ["EACH_SOURCE envelope.list.$each"]],
    [
      "members beside $each",
      { ...named, list: { $each: "$details", $item: 1, a: 1 } },
      ["EACH_MEMBER envelope.list.a"],
    ],
    [
      "$each inside $item",
      { ...named, list: { $each: "$details", $item: { $each: "$details.x", $item: 1 } } },
      ["EACH_NESTED envelope.list.$item"],
    ],
    ["a condition that is not a value", { ...named, at: { $when: true } }, ["WHEN_SOURCE envelope.at.$when"]],
    ["a condition on the body", { ...named, $when: "$details" }, ["WHEN_AT_ROOT envelope.$when"]],
    ["a list whose missing item is ambiguous", { list: ["$param?", "$code"] }, ["LIST_AMBIGUOUS envelope.list.0"]],
    ["a body without code and message", { error: "$details" }, ["NAMELESS envelope"]],
    ["a body that is not an object", ["$code"], ["TEMPLATE_TYPE envelope"]],
    ["a value that is not JSON", { ...named, at: Number.NaN }, ["NOT_JSON envelope.at"]],
    ["an unknown envelope", "soap", ["NAME_UNKNOWN envelope"]],
    [
      "an unknown member of a declaration",
      { $failure: named, $status: 1 },
      ["DECLARATION_MEMBER_UNKNOWN envelope.$status"],
    ],
    ["an invalid media type", { $failure: named, $mediaType: "json" }, ["MEDIA_TYPE envelope.$mediaType"]],
    ["an unknown kind", { $failure: named, $kindNames: { teapot: "x" } }, ["KIND_UNKNOWN envelope.$kindNames.teapot"]],
    [
      "a kind name that is not a string",
      { $failure: named, $kindNames: { "*": 1 } },
      ["KIND_NAME_TYPE envelope.$kindNames.*"],
    ],
    [
      "kind names that are not an object",
      { $failure: named, $kindNames: "x" },
      ["KIND_NAMES_TYPE envelope.$kindNames"],
    ],
    [
      "a value of the error in the success template",
      { $failure: named, $success: { data: "$data", code: "$code" } },
      ["SUCCESS_VALUE_UNKNOWN envelope.$success.code"],
    ],
    [
      "a success template without a failure template",
      { $success: { data: "$data" } },
      ["MEMBER_UNKNOWN envelope.$success"],
    ],
  ])("with %s is rejected", (_, declaration, faults) => {
    expect(faultsOf(declaration)).toEqual(faults);
  });

  it("is rejected with all of its faults", () => {
    const template = { code: "$cod", message: "$mesage", error: { $if: 1, list: { $each: "$x", $item: "$item" } } };
    expect(faultsOf(template)).toEqual([
      "VALUE_UNKNOWN envelope.code",
      "VALUE_UNKNOWN envelope.message",
      "MEMBER_UNKNOWN envelope.error.$if",
      "VALUE_UNKNOWN envelope.error.list.$each",
      "EACH_SOURCE envelope.error.list.$each",
    ]);
  });

  it("is rejected with the path of the declaration that a name refers to", () => {
    expect(faultsOf("ours", { ours: { ...named, at: "$now" } })).toEqual(["VALUE_UNKNOWN envelopes.ours.at"]);
    expect(faultsOf("a", { a: "b", b: "a" })).toEqual(["NAME_UNKNOWN envelopes.b"]);
  });
});

describe("the name of an envelope", () => {
  it("refers to the declared envelope before a built-in one", () => {
    const envelope = compileEnvelope("flat", { name: "shop", envelopes: { flat: { id: "$code" } } });
    expect(envelope.parse(400, '{"id":"X"}')).toEqual({ status: 400, code: "X" });
  });

  it("refers to the built-in envelope inside a declaration of the same name", () => {
    const envelope = compileEnvelope("flat", { name: "shop", envelopes: { flat: "flat" } });
    expect(envelope.parse(400, '{"code":"X","message":"Y"}')).toEqual({ status: 400, code: "X", message: "Y" });
  });
});
