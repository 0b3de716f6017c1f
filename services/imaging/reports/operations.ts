import type { OperationDescription } from "errata/openapi";
import { describeDownload } from "../../shared/files/index.ts";
import { fileForm, Id, pageOf } from "../../shared/http/index.ts";
import { ListQuery } from "../http.ts";
import { DeletedReport } from "./delete-report.ts";
import { ReportQuery } from "./list-reports.ts";
import { ReportView } from "./report.ts";

const tag = "Reports";
const study = { customerId: Id.describe("Id of the customer."), studyUid: Id.describe("Study Instance UID.") };
const path = { customerId: study.customerId, reportId: Id.describe("Id of the report.") };

/** Inputs and outputs of the operations of reports. */
export const reportOperations = {
  "GET /v1/customers/{customerId}/studies/{studyUid}/reports": {
    tag,
    summary: "Lists the reports of a study, newest first.",
    path: study,
    query: ListQuery,
    responses: { 200: { description: "A page of reports.", body: pageOf(ReportView) } },
  },
  "POST /v1/customers/{customerId}/studies/{studyUid}/reports": {
    tag,
    summary: "Uploads a report of an indexed study.",
    description:
      "The report is a PDF, DOC, DOCX or TXT file of at most 25 MiB. It counts against the customer's storage.",
    path: study,
    content: { "multipart/form-data": fileForm("The report, with its file name.") },
    responses: { 201: { description: "The report.", body: ReportView } },
  },
  "GET /v1/customers/{customerId}/reports": {
    tag,
    summary: "Lists the reports of a customer, newest first.",
    path: { customerId: study.customerId },
    query: ReportQuery,
    responses: { 200: { description: "A page of reports.", body: pageOf(ReportView) } },
  },
  "GET /v1/customers/{customerId}/reports/{reportId}": {
    tag,
    summary: "Returns a report, without its content.",
    path,
    responses: { 200: { description: "The report.", body: ReportView } },
  },
  "GET /v1/customers/{customerId}/reports/{reportId}/content": {
    tag,
    summary: "Downloads a report.",
    path,
    ...describeDownload(
      "application/pdf",
      "application/msword",
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      "text/plain",
    ),
  },
  "DELETE /v1/customers/{customerId}/reports/{reportId}": {
    tag,
    summary: "Deletes a report and returns its bytes to the quota.",
    description: "Partners delete reports that the partner uploaded, users delete reports that a user uploaded.",
    path,
    responses: { 200: { description: "What was deleted.", body: DeletedReport } },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
