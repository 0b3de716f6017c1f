import { expect, it } from "vitest";
import { type CallError, type ContractMetadata, match, matchKind, parseError } from "./index.ts";

const metadata: ContractMetadata = {
  codes: { GONE: "not_found", LOST: { kind: "not_found", parent: "GONE" }, "": "not_found" },
  kinds: {},
  bodies: [],
};
const errorOf = (code: string, known = metadata): CallError<string, unknown, false> =>
  parseError(404, {}, JSON.stringify({ error: { code, message: "m" } }), known) as CallError<string, unknown, false>;
const named = (name: string) => ({ [name]: () => name, _: () => "_" }) as { _: () => string };

it("runs the arm of the code", () => {
  expect(match(errorOf("GONE"), named("GONE"))).toBe("GONE");
});

it("runs the parent's arm for a code without one, and `_` for a code without either", () => {
  expect(match(errorOf("LOST"), named("GONE"))).toBe("GONE");
  expect(match(errorOf("LOST"), named("OTHER"))).toBe("_");
});

it("runs `_` for a code that only its name makes look like one of ours", () => {
  expect(match(errorOf("GONE", { codes: {}, kinds: {} }), named("GONE"))).toBe("_");
});

it("takes no inherited member for an arm", () => {
  expect(match(errorOf("constructor"), named("GONE"))).toBe("_");
  expect(match(errorOf("toString"), named("GONE"))).toBe("_");
});

it("runs the arm of the kind, else `_`", () => {
  expect(matchKind(errorOf("NEW"), { not_found: () => 1, _: () => 2 })).toBe(1);
  expect(matchKind(errorOf("NEW"), { rate_limited: () => 1, _: () => 2 })).toBe(2);
});
