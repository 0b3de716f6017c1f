import type { OperationDescription } from "errata/openapi";
import { z } from "zod";
import { Id, pageOf } from "../../shared/http/index.ts";
import { deletedView, listQuery } from "../http.ts";
import { SessionScribeView, VersionView } from "./session-scribe.ts";

/** Query of `GET /v1/consultations/{consultationId}/session-scribe/versions`. */
export const VersionQuery = z.strictObject(listQuery);

const tag = "Session scribe";
const consultationId = Id.describe("Id of the consultation.");

/** Inputs and outputs of the operations of notes. */
export const noteOperations = {
  "POST /v1/consultations/{consultationId}/session-scribe": {
    tag,
    summary: "Writes a note from the transcript of a consultation, as a new version.",
    description:
      "A note is charged unless it is empty. The built-in provider knows English, French, German and Spanish, and leaves out names.",
    path: { consultationId },
    responses: { 201: { description: "The note.", body: SessionScribeView } },
  },
  "GET /v1/consultations/{consultationId}/session-scribe": {
    tag,
    summary: "Returns the newest version of the note.",
    path: { consultationId },
    responses: { 200: { description: "The note.", body: SessionScribeView } },
  },
  "DELETE /v1/consultations/{consultationId}/session-scribe": {
    tag,
    summary: "Deletes all versions of the note.",
    path: { consultationId },
    responses: {
      200: { description: "The note was deleted.", body: deletedView("consultationId", "Id of the consultation.") },
    },
  },
  "GET /v1/consultations/{consultationId}/session-scribe/versions": {
    tag,
    summary: "Lists the versions of the note, newest first, without their text.",
    path: { consultationId },
    query: VersionQuery,
    responses: { 200: { description: "A page of versions.", body: pageOf(VersionView) } },
  },
  "GET /v1/consultations/{consultationId}/session-scribe/versions/{version}": {
    tag,
    summary: "Returns a version of the note.",
    path: {
      consultationId,
      version: z
        .string()
        .regex(/^[1-9]\d{0,8}$/)
        .describe("Version of the note."),
    },
    responses: { 200: { description: "The note.", body: SessionScribeView } },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
