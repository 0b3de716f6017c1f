import { expect, it } from "vitest";
import { parseKnownFormats } from "./parse-known-formats.ts";

it.each([
  ["a flat body", { code: "GONE", message: "Gone.", request_id: "r1" }, ["GONE", "Gone.", "r1"]],
  ["a nested error", { error: { code: "GONE", message: "Gone." }, request_id: "r1" }, ["GONE", "Gone.", "r1"]],
  ["a detail", { detail: { code: "GONE", message: "Gone." } }, ["GONE", "Gone.", undefined]],
  ["a code as the error", { error: "GONE" }, ["GONE", "GONE", undefined]],
  ["a message as the error", { error: "It is gone." }, [undefined, "It is gone.", undefined]],
  ["a type that only says that it is an error", { type: "error", message: "Gone." }, [undefined, "Gone.", undefined]],
  ["the status as the code", { code: 404, message: "Gone." }, [undefined, "Gone.", undefined]],
  ["the code of a violation", { message: "Bad.", errors: [{ code: "GONE" }] }, [undefined, "Bad.", undefined]],
  ["no error", [1, null, "x"], [undefined, undefined, undefined]],
])("parses %s", (_, body, expected) => {
  const { code, message, requestId } = parseKnownFormats(body, 404);
  expect([code, message, requestId]).toEqual(expected);
});

it("truncates long values", () => {
  const long = "x".repeat(10_000);
  const { code, message, param, requestId } = parseKnownFormats(
    { code: long, message: long, param: long, request_id: long },
    400,
  );
  expect([code, message, param, requestId].map((text) => text?.length)).toEqual([4096, 4096, 4096, 4096]);
});

it.each([
  ["a code of the contract", { code: "GONE", message: "Gone." }, "GONE"],
  ["another code", { code: "LOST", message: "Lost." }, undefined],
  ["no code", { message: "Gone." }, undefined],
])("returns only errors of the contract, if it has one: %s", (_, body, expected) => {
  expect(parseKnownFormats(body, 404, { GONE: "not_found", undefined: "internal" })?.code).toBe(expected);
});
