import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { recordsConditions } from "../../testing/recording/records-conditions.ts";
import { recordsOperations } from "../../testing/recording/records-operations.ts";
import { as } from "../../testing/recording/scenario.ts";
import { storedImage, visionDemo } from "../../testing/recording/vision-demo.ts";
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

const lab = as("lab");
const rule = { name: "Large", conditions: [{ fact: "width", is: "at_least", value: 8 }] };
const schema = { name: "Sign", fields: [{ name: "text", type: "string", description: "The words on the sign." }] };

recordsOperations(visionDemo, [
  lab.get("/v1/keys"),
  lab.get("/v1/storage/movements"),
  lab.get("/v1/usage/movements"),
  lab.post("/v1/rules", rule, { note: "creates a rule", capture: { ruleId: "/id" } }),
  lab.get("/v1/rules/{{ruleId}}"),
  lab.put("/v1/rules/{{ruleId}}", { ...rule, match: "any" }, { note: "replaces the rule" }),
  lab.post("/v1/schemas", schema, { note: "creates a schema", capture: { schemaId: "/id" } }),
  lab.get("/v1/schemas/{{schemaId}}"),
  lab.put("/v1/schemas/{{schemaId}}", { ...schema, name: "Signs" }, { note: "renames the schema" }),
  ...storedImage("lab"),
  lab.post(
    "/v1/analyses",
    { imageIds: ["{{imageId}}"], ruleIds: ["{{ruleId}}"] },
    { note: "checks an image against a rule", capture: { analysisId: "/id" } },
  ),
  lab.get("/v1/analyses/{{analysisId}}"),
  lab.get("/v1/images/{{imageId}}/content", { note: "downloads the image" }),
  lab.delete("/v1/analyses/{{analysisId}}"),
  lab.delete("/v1/schemas/{{schemaId}}"),
  lab.delete("/v1/rules/{{ruleId}}"),
  lab.delete("/v1/images/{{imageId}}"),
]);
