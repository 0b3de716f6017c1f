import type { OperationDescription } from "errata/openapi";
import { z } from "zod";
import { fileForm, Id, pageOf, Time } from "../../shared/http/index.ts";
import { DeletedStudy } from "./delete-study.ts";
import { LensDocument } from "./lens-document.ts";
import { InstanceQuery, InstanceView } from "./list-instances.ts";
import { StudyQuery } from "./list-studies.ts";
import { StoredInstance } from "./store-instance.ts";
import { StudyView } from "./study.ts";

/** The AI Lens index of a study as the API returns it. */
const LensView = z
  .object({
    studyUid: z.string().describe("Study Instance UID (0020,000D)."),
    indexedAt: Time.describe("When AI Lens last indexed the study."),
    ...LensDocument.shape,
  })
  .meta({ title: "AiLens" });

const tag = "Studies";
const customer = { customerId: Id.describe("Id of the customer.") };
const path = { ...customer, studyUid: Id.describe("Study Instance UID.") };

/** Inputs and outputs of the operations of studies. */
export const studyOperations = {
  "GET /v1/customers/{customerId}/studies": {
    tag,
    summary: "Lists the studies of a customer, newest first.",
    path: customer,
    query: StudyQuery,
    responses: { 200: { description: "A page of studies, indexed or not.", body: pageOf(StudyView) } },
  },
  "POST /v1/customers/{customerId}/studies": {
    tag,
    summary: "Uploads a DICOM instance.",
    description:
      "The file is a DICOM Part 10 file of at most 512 MiB. Its first instance creates a study. AI Lens indexes it within a second.",
    path: customer,
    content: { "multipart/form-data": fileForm("The DICOM file, with any name."), "application/dicom": {} },
    responses: {
      200: { description: "The study already has the instance. It costs nothing.", body: StoredInstance },
      201: { description: "The instance was stored.", body: StoredInstance },
    },
  },
  "GET /v1/customers/{customerId}/studies/{studyUid}": {
    tag,
    summary: "Returns a study, indexed or not.",
    path,
    responses: { 200: { description: "The study.", body: StudyView } },
  },
  "DELETE /v1/customers/{customerId}/studies/{studyUid}": {
    tag,
    summary: "Deletes a study with its instances, reports and files.",
    description: "Only partners can delete studies. The bytes return to the quota at once.",
    path,
    responses: { 200: { description: "What was deleted.", body: DeletedStudy } },
  },
  "GET /v1/customers/{customerId}/studies/{studyUid}/instances": {
    tag,
    summary: "Lists the instances of a study, newest first.",
    path,
    query: InstanceQuery,
    responses: { 200: { description: "A page of instances.", body: pageOf(InstanceView) } },
  },
  "GET /v1/customers/{customerId}/studies/{studyUid}/ai-lens": {
    tag,
    summary: "Returns the AI Lens index of a study.",
    path,
    responses: { 200: { description: "The index.", body: LensView } },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
