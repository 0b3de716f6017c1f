import { readFileSync } from "node:fs";
import { openImaging } from "../../imaging/api.ts";
import { imagingMigrations } from "../../imaging/migrations.ts";
import { bodyDeadlineMs, type DemoApi, demoApi } from "./demo-api.ts";
import { as, type Step } from "./scenario.ts";

/** The demo of the imaging API. */
export const imagingDemo: DemoApi = demoApi("imaging", imagingMigrations, async (environment) => {
  const api = await openImaging({ ...environment, bodyDeadlineMs });
  return {
    api,
    async work() {
      while (await api.indexer.runOnce());
    },
  };
});

/** A new customer with the smallest plan: 10 credits and 1 MB. */
export const customer = { name: "Dr. Ada Example", email: "ada-{{uuid}}@example.com", planId: "pocket" };

/** Creates a customer, captured as `{{customerId}}`. */
export const newCustomer: Step = as("acme").post("/v1/customers", customer, {
  note: "creates a customer",
  capture: { customerId: "/data/id" },
});

/** A scan, whose last bytes are pixels. */
export const scan: Buffer = readFileSync(new URL("../fixtures/scan.dcm", import.meta.url));

/** Uploads one scan to the captured customer. */
export const newStudy: Step = {
  ...uploadScan(scan, "uploads a scan"),
  capture: { studyUid: "/data/study/studyUid" },
};

/** Uploads a scan to the captured customer. */
export function uploadScan(
  file: Buffer,
  note: string,
  headers: Readonly<Record<string, string>> = { "Content-Type": "application/dicom" },
): Step {
  return as("acme").send(
    "POST",
    "/v1/customers/{{customerId}}/studies",
    { base64: file.toString("base64") },
    { note, headers },
  );
}

/** Path of the reports of the captured study. */
export const reportsPath = "/v1/customers/{{customerId}}/studies/{{studyUid}}/reports";

/** Creates a customer whose study accepts reports of any size. */
export const indexedStudy: readonly Step[] = [
  as("acme").post(
    "/v1/customers",
    { ...customer, planId: "starter" },
    { note: "creates a customer", capture: { customerId: "/data/id" } },
  ),
  newStudy,
  as("acme").get("/v1/customers/{{customerId}}/studies/{{studyUid}}/ai-lens", {
    note: "waits until the study is indexed",
    until: { "/success": true },
  }),
];

/** A report that is accepted. */
export const report = { fileName: "report.txt", type: "text/plain", content: "No finding." };
