import { validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { idParam } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { pdf } from "../contract.ts";
import { findDesign } from "../designs/design.ts";
import { ok, type PdfContext, type PdfEnv, type PdfOnce, validateBoundedBody } from "../http.ts";
import { requirePaid, requireRole } from "../workspaces/workspace.ts";
import { deleteDocument } from "./delete-document.ts";
import { findDocument, viewDocument } from "./document.ts";
import { downloadDocument } from "./download-document.ts";
import { generateDocument } from "./generate-document.ts";
import { DocumentQuery, listDocuments } from "./list-documents.ts";
import { NewDocument } from "./operations.ts";

/** Adds the routes of documents. */
export function documentRoutes(app: Hono<PdfEnv>, backend: Backend, once: PdfOnce): void {
  const { sql } = backend.store;
  const workspaceId = (c: PdfContext): string => c.get("caller").workspace.id;

  app.post("/v1/pdfs", async (c) => {
    const { workspace } = c.get("caller");
    requireRole(c.get("caller"), "editor");
    requirePaid(workspace);
    // Read before the body, because a signal that is created later never aborts.
    const { signal } = c.req.raw;
    const input = await validateBoundedBody(c, NewDocument, pdf.limits.documentValues);
    const { designId, version, variables, fileName, externalId, ...options } = input;
    return await once(c, async (finish) => {
      const design = await findDesign(sql, workspace.id, designId, version);
      return await generateDocument(backend, {
        workspace,
        design,
        variables: JSON.stringify(variables),
        fileName,
        externalId,
        options,
        signal,
        onGenerated: (transaction, document) => finish(transaction, viewDocument(document), { subject: document.id }),
      });
    });
  });

  app.get("/v1/pdfs", async (c) =>
    ok(c, await listDocuments(backend, workspaceId(c), await validateQuery(c, DocumentQuery))),
  );

  app.get("/v1/pdfs/:pdfId", async (c) =>
    ok(c, viewDocument(await findDocument(sql, workspaceId(c), idParam(c, "pdfId")))),
  );

  app.get("/v1/pdfs/:pdfId/content", async (c) => {
    const document = await findDocument(sql, workspaceId(c), idParam(c, "pdfId"));
    return await downloadDocument(c, backend, document);
  });

  app.delete("/v1/pdfs/:pdfId", async (c) => {
    requireRole(c.get("caller"), "editor");
    return ok(c, await deleteDocument(backend, workspaceId(c), idParam(c, "pdfId")));
  });
}
