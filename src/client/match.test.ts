import { expect, it } from "vitest";
import { type CallError, type ContractMetadata, match, matchKind, parseError } from "./index.ts";

const metadata: ContractMetadata = {
  codes: { GONE: "not_found", LOST: { kind: "not_found", parent: "GONE" }, "": "not_found" },
  kinds: {},
  bodies: [],
};
const errorOf = (code: string, declared = metadata): CallError<string, unknown, false> =>
  parseError(404, {}, JSON.stringify({ error: { code, message: "m" } }), declared) as CallError<string, unknown, false>;
const armsFor = (name: string) => ({ [name]: () => name, _: () => "_" }) as { _: () => string };

it("runs the arm of the code", () => {
  expect(match(errorOf("GONE"), armsFor("GONE"))).toBe("GONE");
});

it("runs the parent's arm if the code has none, and `_` if neither has one", () => {
  expect(match(errorOf("LOST"), armsFor("GONE"))).toBe("GONE");
  expect(match(errorOf("LOST"), armsFor("OTHER"))).toBe("_");
});

it("runs `_` for a code that the contract does not declare, even if an arm has its name", () => {
  expect(match(errorOf("GONE", { codes: {}, kinds: {} }), armsFor("GONE"))).toBe("_");
});

it("does not run an inherited member as an arm", () => {
  expect(match(errorOf("constructor"), armsFor("GONE"))).toBe("_");
  expect(match(errorOf("toString"), armsFor("GONE"))).toBe("_");
});

it("does not run the arm of a code called undefined for an error without a parent", () => {
  expect(match(errorOf("NEW"), armsFor("undefined"))).toBe("_");
});

it("runs the arm of the kind, otherwise `_`", () => {
  expect(matchKind(errorOf("NEW"), { not_found: () => 1, _: () => 2 })).toBe(1);
  expect(matchKind(errorOf("NEW"), { rate_limited: () => 1, _: () => 2 })).toBe(2);
});
