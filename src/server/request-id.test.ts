import fc from "fast-check";
import { expect, test } from "vitest";
import { requestIdOf } from "./request-id.ts";

test("a well-formed id of 8 to 128 characters is kept", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9._-]{8,128}$/), (id) => {
      expect(requestIdOf(id)).toBe(id);
    }),
  );
});

test("any other id is replaced by one that cannot break a header", () => {
  for (const id of [
    undefined,
    null,
    "",
    "short",
    "x".repeat(129),
    "abcdefgh\r\nSet-Cookie: a=b",
    "abc defgh",
    "ünïcödé-id",
  ])
    expect(requestIdOf(id)).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  fc.assert(fc.property(fc.string({ unit: "binary" }), (id) => /^[A-Za-z0-9._-]{8,128}$/.test(requestIdOf(id))));
});
