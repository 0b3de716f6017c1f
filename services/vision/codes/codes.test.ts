import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { vision } from "../contract.ts";

it("every code has a test file, and every test file has a code", () => {
  const files = readdirSync(import.meta.dirname).filter((file) => file !== "codes.test.ts");
  expect(files.sort()).toEqual(vision.codes.map((code) => `${code}.test.ts`).sort());
});

it("every published code exists, and the envelopes of the layers show no other", () => {
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
  ]);
});

it("the codes have the published statuses, and HTTP_413 has 413", () => {
  const statuses = new Set(vision.codes.map((code) => vision.entries.get(code)?.status));
  expect([...statuses].sort()).toEqual([400, 401, 402, 403, 404, 409, 413, 422, 429, 500, 503, 504]);
});
