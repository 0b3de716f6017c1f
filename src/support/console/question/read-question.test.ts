import { expect, test } from "vitest";
import { contract } from "../../../contract/index.ts";
import { envelopesOf } from "../../../envelope/index.ts";
import { shop } from "../../../server/testing/index.ts";
import { readQuestion } from "./index.ts";

const bank = contract({
  name: "bank",
  version: "1.0.0",
  envelope: "problem+json",
  errors: {
    TOO_MANY: { kind: "rate_limited", when: "Too many requests.", message: "Slow down." },
    NO_FUNDS: {
      kind: "insufficient_credits",
      when: "The balance is too low.",
      message: "Top up.",
      envelope: "fastapi",
    },
  },
});
const contracts = [shop, bank];
const { entry } = shop.error.ORDER_NOT_FOUND;
const render = envelopesOf(shop).of(entry).renderer(entry);
const body = render({ requestId: "req_1", details: { orderId: "SECRET_NOT_FOUND" } });

test.each([
  ["a code of one API", "NO_FUNDS", [{ code: "NO_FUNDS", apis: ["bank"] }], []],
  ["a code of two APIs", " TOO_MANY\n", [{ code: "TOO_MANY", apis: ["shop", "bank"] }], []],
  ["a request id", "7f0c5c1e-58f5-4c3c-9f39-3d1f0e6f1b52", [], ["7f0c5c1e-58f5-4c3c-9f39-3d1f0e6f1b52"]],
  ["a body, whose details are not codes", body, [{ code: "ORDER_NOT_FOUND", apis: ["shop"] }], ["req_1"]],
  [
    "a response with its headers",
    `HTTP/1.1 404\nX-Request-Id: req_2\n\n${body}`,
    [{ code: "ORDER_NOT_FOUND", apis: ["shop"] }],
    ["req_1", "req_2"],
  ],
  ["a log line", 'level=error code=BAD_KEY request_id="a1b2c3d4"', [{ code: "BAD_KEY", apis: ["shop"] }], ["a1b2c3d4"]],
  [
    "a sentence of a customer",
    "I got TOO_MANY for order-4711 since Monday.",
    [{ code: "TOO_MANY", apis: ["shop", "bank"] }],
    ["order-4711"],
  ],
  ["a body that has only the message of a code", '{"detail":"Top up."}', [{ code: "NO_FUNDS", apis: ["bank"] }], []],
  ["a key in a header", "Idempotency-Key: import-of-monday", [], ["import-of-monday"]],
  ["a key in quotes", '"import-of-monday"', [], ["import-of-monday"]],
  ["a key in a member", '{ "idempotencyKey": "import-of-monday" }', [], ["import-of-monday"]],
  ["nothing", "  ", [], []],
  ["another API's body", '{"error":"nope"}', [], []],
])("reads %s", (_, text, codes, ids) => {
  expect(readQuestion(text, contracts)).toEqual({ codes, ids });
});

test("reads a text of ten megabytes within a fraction of a second, and looks up at most 20 ids", () => {
  const started = performance.now();
  for (const text of ["request_id=a1 ".repeat(700_000), "[".repeat(10_000_000), "a1b2c3d4 ".repeat(1_000_000)])
    expect(readQuestion(text, contracts).ids.length).toBeLessThanOrEqual(20);
  expect(
    readQuestion(Array.from({ length: 99 }, (_, index) => `id-${index}-00`).join(" "), contracts).ids,
  ).toHaveLength(20);
  expect(performance.now() - started).toBeLessThan(1_000);
});
