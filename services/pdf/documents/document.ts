import type { Sql } from "errata/store";
import { z } from "zod";
import { isoTime, Time } from "../../shared/http/index.ts";
import { pdf } from "../contract.ts";

/** A row of the documents. */
export interface Document {
  readonly id: string;
  readonly design_id: string;
  readonly design_version: number;
  readonly file_name: string;
  readonly external_id: string | null;
  readonly pages: number;
  readonly bytes: number;
  /** SHA-256 of the content, in hexadecimal. */
  readonly sha256: string;
  readonly credits: number;
  readonly created_at: number;
}

/** Finds a document of a workspace. @throws PDF_NOT_FOUND */
export async function findDocument(sql: Sql, workspaceId: string, documentId: string): Promise<Document> {
  const [document] = await sql<Document>`
    SELECT id, design_id, design_version, file_name, external_id, pages, bytes, sha256, credits, created_at FROM pdf_documents
    WHERE id = ${documentId} AND workspace_id = ${workspaceId}`;
  if (document === undefined) throw pdf.error.PDF_NOT_FOUND();
  return document;
}

/** A document as the API returns it. */
export const DocumentView = z
  .object({
    id: z.string().describe("Id of the document."),
    designId: z.string().describe("Design that it was generated from."),
    designVersion: z.int().min(1).describe("Version of that design."),
    fileName: z.string().describe("Name of the file that a download has."),
    externalId: z.string().nullable().describe("Id of the document in your system; null if it has none."),
    pages: z.int().min(1).describe("Number of pages."),
    bytes: z.int().min(1).describe("Length of the content in bytes."),
    sha256: z.string().describe("SHA-256 of the content, in hexadecimal."),
    credits: z.int().min(0).describe("Credits that it cost."),
    createdAt: Time.describe("When it was generated."),
  })
  .meta({ title: "Document" });

/** A document as the API returns it. */
export type DocumentView = z.output<typeof DocumentView>;

/** Renders a document as the API returns it. */
export function viewDocument(row: Document): DocumentView {
  const { id, pages, bytes, sha256, credits } = row;
  return {
    id,
    designId: row.design_id,
    designVersion: row.design_version,
    fileName: row.file_name,
    externalId: row.external_id,
    pages,
    bytes,
    sha256,
    credits,
    createdAt: isoTime(row.created_at),
  };
}
