import fc from "fast-check";
import { expect, it } from "vitest";
import { parsePublishedBody } from "./parse-published-body.ts";

const strong = fc.constantFrom("code", "errorCode", "error_code", "ErrorCode", "errcode");
const weak = fc.constantFrom("type", "__type", "error", "status");
const codes = fc.constantFrom("A_CODE", "OTHER", "some.code", 1001);
const noCode = fc.constantFrom("error", "two words", 404, "404", "Unauthorized", true, 0, null, []);

it("returns the code of the error itself before that of a violation, and an exact name before a vague one", () => {
  const violations = fc.array(fc.dictionary(strong, codes, { maxKeys: 1 }), { maxLength: 3 });
  fc.assert(
    fc.property(strong, codes, weak, codes, violations, (name, code, weakName, weakCode, errors) => {
      const expected = String(code);
      const other = { [weakName]: weakCode };
      for (const body of [
        { [name]: code, errors },
        { errors, [name]: code },
        { ...other, [name]: code },
        { details: errors, error: { violations: errors, ...other, [name]: code } },
      ])
        expect([body, parsePublishedBody(body, 404).code]).toEqual([body, expected]);
      expect(parsePublishedBody({ errors, ...other }, 404).code).toBe(String(weakCode));
    }),
  );
});

it("ignores values that are not codes", () => {
  fc.assert(
    fc.property(fc.oneof(strong, weak), noCode, strong, codes, (name, value, other, code) => {
      fc.pre(!(value === "Unauthorized" && !["type", "__type", "error", "status"].includes(name)));
      expect(parsePublishedBody({ [name]: value }, 404).code).toBeUndefined();
      expect(parsePublishedBody({ [name]: value, error: { [other]: code } }, 404).code).toBe(String(code));
    }),
  );
});

it.each([
  ["https://tools.ietf.org/html/rfc9110#section-15.5.1", undefined],
  ["https://www.rfc-editor.org/rfc/rfc9110#name-400-bad-request", undefined],
  ["https://developer.mozilla.org/docs/Web/HTTP/Status/404", undefined],
  ["https://httpstatuses.io/404", undefined],
  ["about:blank", undefined],
  ["urn:uuid:bd79c0ab-ddba-46cc-a703-a7a4b08de310", undefined],
  ["https://example.com/docs/errors/", undefined],
  ["https://example.com/probs/out-of-credit", "out-of-credit"],
  ["https://example.com/probs/out-of-credit/", "out-of-credit"],
  ["https://example.com/probs/out-of-credit?lang=en", "out-of-credit"],
  ["https://example.com/probs/out-of-credit.html", "out-of-credit"],
  ["https://example.com/errors#out_of_credit", "out_of_credit"],
  ["/problems/out-of-credit", "out-of-credit"],
  ["urn:problem-type:out-of-credit", "out-of-credit"],
  ["tag:example.com,2024:out-of-credit", "out-of-credit"],
])("reads the code of the problem type %s", (type, code) => {
  expect(parsePublishedBody({ type, title: "A title", status: 404 }, 404).code).toBe(code);
});

it("searches a bounded part of bodies that are deep or long", () => {
  const deep = JSON.parse(`${"[".repeat(5_000)}{"code":"X"}${"]".repeat(5_000)}`);
  const nested = JSON.parse(`${'{"error":'.repeat(3_000)}"x y"${"}".repeat(3_000)}`);
  for (const body of [deep, nested]) expect(parsePublishedBody(body, 400).code).toBeUndefined();
  const long = { errors: Array.from({ length: 200_000 }, () => ({ field: "a" })), code: "LATE" };
  expect(parsePublishedBody(long, 400)).toMatchObject({ code: "LATE", param: "a" });
});

it("truncates long values", () => {
  const long = "x".repeat(10_000);
  const { code, message, param, requestId } = parsePublishedBody(
    { code: long, message: long, param: long, request_id: long },
    400,
  );
  expect([code, message, param, requestId].map((text) => text?.length)).toEqual([256, 4096, 4096, 4096]);
});
