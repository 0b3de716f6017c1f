import { validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { idParam } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { pdf } from "../contract.ts";
import { ok, type PdfContext, type PdfEnv, type PdfOnce, validateBoundedBody } from "../http.ts";
import { requireRole } from "../workspaces/workspace.ts";
import { findDesign, viewDesign } from "./design.ts";
import { DesignsQuery, listDesigns } from "./list-designs.ts";
import { DesignQuery } from "./operations.ts";
import { createDesign, deleteDesign, NewDesign, replaceDesign } from "./write-design.ts";

/** Adds the routes of designs. */
export function designRoutes(app: Hono<PdfEnv>, backend: Backend, once: PdfOnce): void {
  const workspaceId = (c: PdfContext): string => c.get("caller").workspace.id;

  app.get("/v1/designs", async (c) =>
    ok(c, await listDesigns(backend, workspaceId(c), await validateQuery(c, DesignsQuery))),
  );

  app.post("/v1/designs", async (c) => {
    requireRole(c.get("caller"), "editor");
    const input = await validateBoundedBody(c, NewDesign, pdf.limits.designValues);
    return await once(c, (finish) => createDesign(backend, workspaceId(c), input, finish));
  });

  app.get("/v1/designs/:designId", async (c) => {
    const { version } = await validateQuery(c, DesignQuery);
    return ok(c, viewDesign(await findDesign(backend.store.sql, workspaceId(c), idParam(c, "designId"), version)));
  });

  app.put("/v1/designs/:designId", async (c) => {
    requireRole(c.get("caller"), "editor");
    const input = await validateBoundedBody(c, NewDesign, pdf.limits.designValues);
    return ok(c, await replaceDesign(backend, workspaceId(c), idParam(c, "designId"), input));
  });

  app.delete("/v1/designs/:designId", async (c) => {
    requireRole(c.get("caller"), "editor");
    await deleteDesign(backend, workspaceId(c), idParam(c, "designId"));
    return c.body(null, 204);
  });
}
