import fc from "fast-check";
import { expect, test } from "vitest";
import { readRequestId } from "./request-context.ts";

test("keeps a well-formed request id of 8 to 128 characters", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9._-]{8,128}$/), (id) => {
      expect(readRequestId(id)).toBe(id);
    }),
  );
});

test("replaces any other request id by a UUID", () => {
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
    expect(readRequestId(id)).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  fc.assert(fc.property(fc.string({ unit: "binary" }), (id) => /^[A-Za-z0-9._-]{8,128}$/.test(readRequestId(id))));
});
