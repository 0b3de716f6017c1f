import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import {
  customer,
  imagingDemo,
  newCustomer,
  newStudy,
  report,
  reportsPath,
} from "../../testing/recording/imaging-demo.ts";
import { recordsConditions } from "../../testing/recording/records-conditions.ts";
import { recordsOperations } from "../../testing/recording/records-operations.ts";
import { as } from "../../testing/recording/scenario.ts";
import { imaging } from "../contract.ts";

it("has exactly one test file for each of the 18 published codes and 9 extensions", () => {
  const files = readdirSync(import.meta.dirname).filter((file) => /^(?!codes)\w+\.test\.ts$/.test(file));
  expect(files.sort()).toEqual(imaging.codes.map((code) => `${code}.test.ts`).sort());
  expect(imaging.codes).toHaveLength(27);
});

recordsConditions(imagingDemo, {
  account: "acme",
  get: "/v1/partner",
  post: "/v1/customers",
  json: customer,
  bodyBytes: imaging.limits.bodyBytes,
});

const acme = as("acme");
const customerPath = "/v1/customers/{{customerId}}";
const tokensPath = `${customerPath}/users/{{userId}}/tokens`;
const studyPath = `${customerPath}/studies/{{studyUid}}`;

recordsOperations(imagingDemo, [
  acme.get("/v1/credits"),
  acme.get("/v1/credits/movements?limit=2"),
  acme.get("/v1/usage"),
  acme.get("/v1/keys"),
  acme.get("/v1/plans"),
  acme.put("/v1/plans/starter/pricing", { enabled: true, retailPrice: 49, currency: "EUR" }, { note: "sells a plan" }),
  newCustomer,
  acme.get(customerPath),
  acme.get(`${customerPath}/storage/movements`),
  acme.put(`${customerPath}/plan`, { planId: "starter" }, { note: "changes to a larger plan" }),
  acme.post(`${customerPath}/users`, { name: "Uma" }, { note: "adds a user", capture: { userId: "/data/id" } }),
  acme.get(`${customerPath}/users`),
  acme.get(tokensPath),
  acme.post(tokensPath, { expiresInDays: 30 }, { note: "creates a token", capture: { tokenId: "/data/id" } }),
  acme.post(
    `${tokensPath}/{{tokenId}}/rotate`,
    { graceSec: 3_600 },
    { note: "replaces the token within an hour", capture: { newTokenId: "/data/id" } },
  ),
  acme.delete(`${tokensPath}/{{newTokenId}}`),
  newStudy,
  acme.get(`${studyPath}/ai-lens`, { note: "waits until the study is indexed", until: { "/success": true } }),
  acme.get(studyPath),
  acme.get(`${studyPath}/instances`),
  acme.upload(reportsPath, report, { note: "uploads a report", capture: { reportId: "/data/id" } }),
  acme.get(reportsPath),
  acme.get(`${customerPath}/reports`),
  acme.get(`${customerPath}/reports/{{reportId}}`),
  acme.delete(`${customerPath}/reports/{{reportId}}`),
  acme.delete(studyPath),
  acme.delete(customerPath),
]);
