import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { recordsConditions } from "../../testing/recording/records-conditions.ts";
import { visionDemo } from "../../testing/recording/vision-demo.ts";
import { vision } from "../contract.ts";

it("every code has a test file, and every test file has a code", () => {
  const files = readdirSync(import.meta.dirname).filter((file) => /^(?!codes)\w+\.test\.ts$/.test(file));
  expect(files.sort()).toEqual(vision.codes.map((code) => `${code}.test.ts`).sort());
});

it("every published code exists, and the envelopes of the layers show no other except the extensions", () => {
  const shown = vision.codes.filter((code) => vision.entries.get(code)?.envelope !== undefined);
  expect(shown).toEqual([
    "INVALID_API_KEY",
    "EXPIRED_API_KEY",
    "DEACTIVATED_API_KEY",
    "AUTHZ_ERROR",
    "HTTP_413",
    "STORAGE_QUOTA_EXCEEDED",
    "RATE_LIMIT_ERROR",
    "USAGE_LIMIT_EXCEEDED",
    "IMAGE_PROCESSING_ERROR",
    "VLM_PROVIDER_ERROR",
    "TIMEOUT",
    "VALIDATION_ERROR",
    "IDEMPOTENCY_KEY_REUSED",
    "REQUEST_IN_PROGRESS",
    "KEY_ALREADY_ROTATED",
    "KEY_INACTIVE",
  ]);
});

it("the codes have the published statuses, HTTP_413 has 413, and the extensions have 412 and 416", () => {
  const statuses = new Set(vision.codes.map((code) => vision.entries.get(code)?.status));
  expect([...statuses].sort()).toEqual([400, 401, 402, 403, 404, 409, 412, 413, 416, 422, 429, 500, 503, 504]);
});

recordsConditions(visionDemo, {
  account: "lab",
  get: "/v1/account",
  post: "/v1/rules",
  json: { name: "Wide", conditions: [{ fact: "width", is: "at_least", value: 100 }] },
  bodyBytes: vision.limits.bodyBytes,
});
