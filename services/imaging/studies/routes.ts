import { validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { readUpload } from "../../shared/files/index.ts";
import { idParam, isoTime } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { findActive, findReadable } from "../customers/customer.ts";
import { type ImagingEnv, invalidForm, ListQuery, ok } from "../http.ts";
import { listStudies } from "./list-studies.ts";
import { storeInstance } from "./store-instance.ts";
import { findIndexed, findStudy, viewStudy } from "./study.ts";

/** Adds the routes of studies and of their AI Lens index. */
export function studyRoutes(app: Hono<ImagingEnv>, backend: Backend): void {
  const { sql } = backend.store;

  app.post("/v1/customers/:customerId/studies", async (c) => {
    const customer = await findActive(sql, c.get("caller"), idParam(c, "customerId"));
    const stored = await readUpload(c, { rawTypes: ["application/dicom"], formError: invalidForm }, (upload) =>
      storeInstance(backend, customer, upload),
    );
    return ok(c, stored, stored.isNew ? 201 : 200);
  });

  app.get("/v1/customers/:customerId/studies", async (c) => {
    const customer = await findReadable(sql, c.get("caller"), idParam(c, "customerId"));
    return ok(c, await listStudies(backend, customer, await validateQuery(c, ListQuery)));
  });

  app.get("/v1/customers/:customerId/studies/:studyUid", async (c) => {
    const customer = await findReadable(sql, c.get("caller"), idParam(c, "customerId"));
    return ok(c, viewStudy(await findStudy(sql, customer, idParam(c, "studyUid"))));
  });

  app.get("/v1/customers/:customerId/studies/:studyUid/ai-lens", async (c) => {
    const customer = await findReadable(sql, c.get("caller"), idParam(c, "customerId"));
    const { study_uid, indexed_at, ai_lens } = await findIndexed(sql, customer, idParam(c, "studyUid"));
    return ok(c, { studyUid: study_uid, indexedAt: isoTime(indexed_at), ...JSON.parse(ai_lens) });
  });
}
