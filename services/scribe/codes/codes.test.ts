import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { recordsConditions } from "../../testing/recording/records-conditions.ts";
import { recordsOperations } from "../../testing/recording/records-operations.ts";
import { as, type Step } from "../../testing/recording/scenario.ts";
import { scribeDemo } from "../../testing/recording/scribe-demo.ts";
import { scribe } from "../contract.ts";

it("has exactly one test file for each code: the 8 documented ones and 5 extensions", () => {
  const files = readdirSync(import.meta.dirname).filter((file) => /^(?!codes)\w+\.test\.ts$/.test(file));
  expect(files.sort()).toEqual(scribe.codes.map((code) => `${code}.test.ts`).sort());
  expect(scribe.codes).toHaveLength(13);
});

recordsConditions(scribeDemo, {
  account: "clinic",
  get: "/v1/account",
  post: "/v1/patients",
  json: { name: "Ada Example" },
  bodyBytes: scribe.limits.bodyBytes,
});

const clinic = as("clinic");
const consultation = "/v1/consultations/{{consultationId}}";
const configuration = { provider: "extractive", template: { sections: ["subjective", "plan"] } };
const patch = (path: string, json: object, note: string): Step =>
  clinic.send("PATCH", path, { json }, { note, headers: { "Content-Type": "application/json" } });

recordsOperations(scribeDemo, [
  clinic.get("/v1/keys"),
  clinic.get("/v1/usage/movements"),
  clinic.post("/v1/patients", { name: "Ada Example" }, { note: "creates a patient", capture: { patientId: "/id" } }),
  clinic.get("/v1/patients/{{patientId}}"),
  patch("/v1/patients/{{patientId}}", { birthDate: "1985-12-10" }, "adds the date of birth"),
  clinic.post(
    "/v1/consultations",
    { consultationInternalId: "visit-{{uuid}}", patientId: "{{patientId}}" },
    { note: "creates a consultation of the patient", capture: { consultationId: "/id" } },
  ),
  clinic.get("/v1/consultations"),
  clinic.get(consultation),
  patch(consultation, { startedAt: "2026-03-01T09:30:00Z" }, "adds its start"),
  clinic.put(`${consultation}/transcript`, { text: "Patient: I have a fever." }, { note: "stores its transcript" }),
  clinic.get(`${consultation}/transcript`),
  clinic.post(`${consultation}/session-scribe`, undefined, { note: "writes the note" }),
  clinic.get(`${consultation}/session-scribe`),
  clinic.get(`${consultation}/session-scribe/versions`),
  clinic.get(`${consultation}/session-scribe/versions/1`),
  clinic.delete(`${consultation}/session-scribe`),
  clinic.delete(`${consultation}/transcript`),
  clinic.delete(consultation),
  clinic.delete("/v1/patients/{{patientId}}"),
  clinic.put("/v1/account/configuration", configuration, { note: "chooses the provider and the sections of notes" }),
]);
