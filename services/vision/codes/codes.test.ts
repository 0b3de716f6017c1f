import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { vision } from "../contract.ts";

it("every code has the file of tests that causes it, and no file is left over", () => {
  const files = readdirSync(import.meta.dirname).filter((file) => file !== "codes.test.ts");
  expect(files.sort()).toEqual(vision.codes.map((code) => `${code}.test.ts`).sort());
});

it("the codes of the published page are all there, and no other is ever shown where layers have their own forms", () => {
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

it("the published statuses of errors, and the 413 of HTTP_413, are those of the codes", () => {
  const statuses = new Set(vision.codes.map((code) => vision.entries.get(code)?.status));
  expect([...statuses].sort()).toEqual([400, 401, 402, 403, 404, 409, 413, 422, 429, 500, 503, 504]);
});
