import type { OperationDescription } from "errata/openapi";
import { Id } from "../../shared/http/index.ts";
import { deletedView } from "../http.ts";
import { NewTranscript, TranscriptView } from "./transcript.ts";

const tag = "Transcripts";
const path = { consultationId: Id.describe("Id of the consultation.") };

/** Inputs and outputs of the operations of transcripts. */
export const transcriptOperations = {
  "PUT /v1/consultations/{consultationId}/transcript": {
    tag,
    summary: "Stores the transcript of a consultation, and replaces an earlier one.",
    path,
    body: NewTranscript,
    responses: { 200: { description: "The transcript.", body: TranscriptView } },
  },
  "GET /v1/consultations/{consultationId}/transcript": {
    tag,
    summary: "Returns the transcript of a consultation.",
    path,
    responses: { 200: { description: "The transcript.", body: TranscriptView } },
  },
  "DELETE /v1/consultations/{consultationId}/transcript": {
    tag,
    summary: "Deletes the transcript of a consultation.",
    description: "Notes that were written from it stay.",
    path,
    responses: {
      200: {
        description: "The transcript was deleted.",
        body: deletedView("consultationId", "Id of the consultation."),
      },
    },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
