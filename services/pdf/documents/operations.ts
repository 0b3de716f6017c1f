import type { OperationDescription } from "errata/openapi";
import { z } from "zod";
import { describeDownload } from "../../shared/files/index.ts";
import { Id, pageOf } from "../../shared/http/index.ts";
import { pdf } from "../contract.ts";
import { documentOptions } from "../designs/page-description.ts";
import { ExternalId, FileName, JsonObject, Version } from "../fields.ts";
import { bodyBounds } from "../http.ts";
import { DeletedDocument } from "./delete-document.ts";
import { DocumentView } from "./document.ts";
import { DocumentQuery } from "./list-documents.ts";

/** Body of `POST /v1/pdfs`. */
export const NewDocument = z.strictObject({
  designId: Id.describe("Design to generate the document from."),
  version: Version,
  variables: JsonObject.describe("Values of the design's variables. They must match its schema."),
  fileName: FileName.default("document.pdf"),
  externalId: ExternalId,
  ...documentOptions,
});

const tag = "Documents";
const path = { pdfId: Id.describe("Id of the document.") };

/** Inputs and outputs of the operations of documents. */
export const documentOperations = {
  "POST /v1/pdfs": {
    tag,
    summary: "Generates a document.",
    description: `Needs the role \`editor\`. A document costs one credit, or one credit per page, depending on the plan. ${bodyBounds(pdf.limits.documentValues)}`,
    body: NewDocument,
    responses: { 201: { description: "The document.", body: DocumentView } },
  },
  "GET /v1/pdfs": {
    tag,
    summary: "Lists the documents, newest first.",
    query: DocumentQuery,
    responses: { 200: { description: "A page of documents.", body: pageOf(DocumentView) } },
  },
  "GET /v1/pdfs/{pdfId}": {
    tag,
    summary: "Returns a document, without its content.",
    path,
    responses: { 200: { description: "The document.", body: DocumentView } },
  },
  "GET /v1/pdfs/{pdfId}/content": {
    tag,
    summary: "Downloads a document.",
    path,
    ...describeDownload("application/pdf"),
  },
  "DELETE /v1/pdfs/{pdfId}": {
    tag,
    summary: "Deletes a document and its content.",
    description: "Needs the role `editor`.",
    path,
    responses: { 200: { description: "What was deleted.", body: DeletedDocument } },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
