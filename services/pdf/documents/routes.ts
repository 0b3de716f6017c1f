import { validateBody, validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { z } from "zod";
import { Id, idParam } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { findDesign } from "../designs/design.ts";
import { Variables } from "../designs/variables.ts";
import { ok, type PdfContext, type PdfEnv } from "../http.ts";
import { requireRole } from "../workspaces/roles.ts";
import { requirePaid } from "../workspaces/workspace.ts";
import { deleteDocument } from "./delete-document.ts";
import { findDocument, viewDocument } from "./document.ts";
import { FileName } from "./file-name.ts";
import { DocumentsQuery, listDocuments } from "./list-documents.ts";
import { makeDocument } from "./make-document.ts";
import { contentHeaders, readContent } from "./read-content.ts";

/** Body of `POST /v1/pdfs`. */
const NewDocument = z.strictObject({
  designId: Id,
  /** The newest when left out. */
  version: z.number().int().min(1).max(1_000_000_000).optional(),
  variables: Variables,
  fileName: FileName.default("document.pdf"),
});

/** Adds the documents of a workspace. */
export function documentRoutes(app: Hono<PdfEnv>, backend: Backend): void {
  const { sql } = backend.store;
  const workspaceId = (c: PdfContext): string => c.get("caller").workspace.id;

  app.post("/v1/pdfs", async (c) => {
    const { workspace } = c.get("caller");
    requireRole(c.get("caller"), "editor");
    requirePaid(workspace);
    const { designId, version, variables, fileName } = await validateBody(c, NewDocument);
    const design = await findDesign(sql, workspace.id, designId, version);
    const signal = c.req.raw.signal;
    const document = await makeDocument(backend, { workspace, design, variables, fileName, signal });
    return ok(c, viewDocument(document), 201);
  });

  app.get("/v1/pdfs", async (c) =>
    ok(c, await listDocuments(backend, workspaceId(c), await validateQuery(c, DocumentsQuery))),
  );

  app.get("/v1/pdfs/:pdfId", async (c) =>
    ok(c, viewDocument(await findDocument(sql, workspaceId(c), idParam(c, "pdfId")))),
  );

  app.get("/v1/pdfs/:pdfId/content", async (c) => {
    const document = await findDocument(sql, workspaceId(c), idParam(c, "pdfId"));
    const content = await readContent(backend, workspaceId(c), document, c.req.raw.signal);
    return c.body(content, 200, contentHeaders(document));
  });

  app.delete("/v1/pdfs/:pdfId", async (c) => {
    requireRole(c.get("caller"), "editor");
    await deleteDocument(backend, workspaceId(c), idParam(c, "pdfId"));
    return c.body(null, 204);
  });
}
