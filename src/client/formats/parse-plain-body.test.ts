import fc from "fast-check";
import { expect, it } from "vitest";
import { parsePlainBody } from "./parse-plain-body.ts";
import { parsePublishedBody } from "./published/index.ts";

const url = "https://api.example/problems/out-of-credit/";
const values = ["A_CODE", "lower_case_code", "Some words.", "", "req-1", "error", url, false, null, 404, 422, [], {}];
const members = fc.record(
  {
    code: fc.constantFrom("A_CODE", "lower_case_code", "error", "a b", 404),
    message: fc.constantFrom("Some words.", "word", "error", "Some words.\n", ""),
    extra: fc.dictionary(
      fc.constantFrom(..."param field type request_id doc_url ok other status title detail instance".split(" ")),
      fc.constantFrom(...values),
      { maxKeys: 4 },
    ),
  },
  { requiredKeys: ["extra"] },
);

it("returns what the search of published formats returns, or nothing", () => {
  let parsed = 0;
  fc.assert(
    fc.property(members, fc.option(members), ({ extra, ...outer }, error) => {
      const inner = error && { ...error, ...error.extra, extra: undefined };
      const body = JSON.parse(JSON.stringify({ ...outer, ...extra, ...(inner && { error: inner }) }));
      const plain = parsePlainBody(body, 422);
      if (!plain) return;
      parsed += 1;
      expect(plain).toEqual(parsePublishedBody(body, 422));
    }),
    { numRuns: 5_000 },
  );
  expect(parsed).toBeGreaterThan(10);
});
