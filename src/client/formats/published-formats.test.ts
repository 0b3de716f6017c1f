import { expect, it } from "vitest";
import { parseError } from "../parse/index.ts";
import { decide } from "../retry/index.ts";
import { publishedFormats } from "./eager/index.ts";

it("reports a 429 whose code means an exhausted quota as quota_exceeded, which is not retried", () => {
  const body = JSON.stringify({ error: { code: "insufficient_quota", message: "You exceeded your quota." } });
  const error = parseError(429, {}, body, publishedFormats);
  expect(error.kind).toBe("quota_exceeded");
  expect(decide(error, { idempotent: true })).toBeUndefined();
});

it.each(["not_found", "payload_too_large", "validation_failed"])(
  "reports %s as the kind of a code that names it",
  (kind) => {
    const body = JSON.stringify({ error: { code: kind, message: "m" } });
    expect(parseError(200, {}, body, publishedFormats).kind).toBe(kind);
  },
);

it.each([
  ["the request id of Amazon", { "x-amzn-requestid": "req-1", "x-amzn-trace-id": "Root=1" }],
  ["the request id of Cloudflare", { "cf-ray": "req-1" }],
])("returns %s", (_, headers) => {
  expect(parseError(404, headers as Record<string, string>, "", publishedFormats).requestId).toBe("req-1");
});

it("parses JSON behind a byte order mark, and the first line of newline-delimited JSON", () => {
  const error = '{"error":{"code":"GONE","message":"m"}}';
  for (const text of [`\ufeff${error}`, `${error}\n{"trace":1}\n`])
    expect(parseError(404, {}, text, publishedFormats)).toMatchObject({ code: "GONE", message: "m" });
});
