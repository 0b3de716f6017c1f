import { validateBody, validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { idParam } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { NamedQuery, type VisionEnv, type VisionOnce } from "../http.ts";
import { createSchema, deleteSchema, replaceSchema } from "./save-schema.ts";
import { findSchema, listSchemas, NewSchema, toWire } from "./schema.ts";

/** Adds the routes of extraction schemas. */
export function schemaRoutes(app: Hono<VisionEnv>, backend: Backend, once: VisionOnce): void {
  const { sql } = backend.store;

  app.post("/v1/schemas", async (c) => {
    return await once(c, async (finish) =>
      createSchema(backend, c.get("account"), await validateBody(c, NewSchema), finish),
    );
  });

  app.get("/v1/schemas", async (c) => {
    return c.json(await listSchemas(sql, c.get("account"), await validateQuery(c, NamedQuery)));
  });

  app.get("/v1/schemas/:schemaId", async (c) => {
    return c.json(toWire(await findSchema(sql, c.get("account"), idParam(c, "schemaId"))));
  });

  app.put("/v1/schemas/:schemaId", async (c) => {
    const account = c.get("account");
    const { id } = await findSchema(sql, account, idParam(c, "schemaId"));
    return c.json(await replaceSchema(backend, account, id, await validateBody(c, NewSchema)));
  });

  app.delete("/v1/schemas/:schemaId", async (c) => {
    await deleteSchema(backend, c.get("account"), idParam(c, "schemaId"));
    return c.body(null, 204);
  });
}
