import type { OperationDescription } from "errata/openapi";
import { z } from "zod";
import { Id, pageOf } from "../../shared/http/index.ts";
import { deletedRecords, deletedView } from "../http.ts";
import { PatientQuery } from "./list-patients.ts";
import { PatientView } from "./patient.ts";
import { NewPatient, PatientChange } from "./save-patient.ts";

const tag = "Patients";
const path = { patientId: Id.describe("Id of the patient.") };

/** Inputs and outputs of the operations of patients. */
export const patientOperations = {
  "POST /v1/patients": {
    tag,
    summary: "Creates a patient.",
    body: NewPatient,
    responses: { 201: { description: "The patient.", body: PatientView } },
  },
  "GET /v1/patients": {
    tag,
    summary: "Lists the patients, newest first.",
    query: PatientQuery,
    responses: { 200: { description: "A page of patients.", body: pageOf(PatientView) } },
  },
  "GET /v1/patients/{patientId}": {
    tag,
    summary: "Returns a patient.",
    path,
    responses: { 200: { description: "The patient.", body: PatientView } },
  },
  "PATCH /v1/patients/{patientId}": {
    tag,
    summary: "Changes a patient.",
    description: "Fields that are left out are kept. `null` removes a value.",
    path,
    body: PatientChange,
    responses: { 200: { description: "The patient.", body: PatientView } },
  },
  "DELETE /v1/patients/{patientId}": {
    tag,
    summary: "Deletes a patient with all consultations, transcripts and notes.",
    path,
    responses: {
      200: {
        description: "What was deleted.",
        body: deletedView("id", "Id of the patient.").extend({
          consultations: z.int().min(0).describe("Consultations that were deleted."),
          ...deletedRecords,
        }),
      },
    },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
