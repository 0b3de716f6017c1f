import type { OperationDescription } from "errata/openapi";
import { Id, pageOf } from "../../shared/http/index.ts";
import { deletedRecords, deletedView } from "../http.ts";
import { ConsultationView } from "./consultation.ts";
import { ConsultationQuery } from "./list-consultations.ts";
import { ConsultationChange, NewConsultation } from "./save-consultation.ts";

const tag = "Consultations";
const path = { consultationId: Id.describe("Id of the consultation.") };

/** Inputs and outputs of the operations of consultations. */
export const consultationOperations = {
  "POST /v1/consultations": {
    tag,
    summary: "Creates a consultation.",
    body: NewConsultation,
    responses: { 201: { description: "The consultation.", body: ConsultationView } },
  },
  "GET /v1/consultations": {
    tag,
    summary: "Lists the consultations, newest first.",
    query: ConsultationQuery,
    responses: { 200: { description: "A page of consultations.", body: pageOf(ConsultationView) } },
  },
  "GET /v1/consultations/{consultationId}": {
    tag,
    summary: "Returns a consultation, without its transcript and notes.",
    path,
    responses: { 200: { description: "The consultation.", body: ConsultationView } },
  },
  "PATCH /v1/consultations/{consultationId}": {
    tag,
    summary: "Changes a consultation.",
    description: "Fields that are left out are kept. `null` removes a value.",
    path,
    body: ConsultationChange,
    responses: { 200: { description: "The consultation.", body: ConsultationView } },
  },
  "DELETE /v1/consultations/{consultationId}": {
    tag,
    summary: "Deletes a consultation with its transcript and notes.",
    path,
    responses: {
      200: {
        description: "What was deleted.",
        body: deletedView("id", "Id of the consultation.").extend(deletedRecords),
      },
    },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
