import fc from "fast-check";
import { expect, test } from "vitest";
import { readRequestId } from "./request-context.ts";

test("keeps a well-formed request id of 8 to 128 characters", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9._-]{8,128}$/), (id) => {
      expect(readRequestId(id, 1_735_689_600_000)).toBe(id);
    }),
  );
});

test("replaces any other request id by a UUID of version 7", () => {
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
    expect(readRequestId(id, 1_735_689_600_000)).toMatch(/^01941f29-7c00-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (id) =>
      /^[A-Za-z0-9._-]{8,128}$/.test(readRequestId(id, 1_735_689_600_000)),
    ),
  );
});

test("new request ids sort by the times of their requests", () => {
  const time = fc.nat({ max: 2 ** 48 - 1 });
  fc.assert(
    fc.property(time, time, (one, other) => {
      const [first, second] = [readRequestId(null, one), readRequestId(null, other)];
      expect(first).not.toBe(second);
      if (one !== other) expect(first < second).toBe(one < other);
    }),
  );
});
