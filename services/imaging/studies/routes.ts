import { validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { readUpload } from "../../shared/files/index.ts";
import { idParam, isoTime } from "../../shared/http/index.ts";
import { readDigest } from "../../shared/idempotency/index.ts";
import type { Backend } from "../backend.ts";
import { imaging } from "../contract.ts";
import { findActive, findReadable } from "../customers/customer.ts";
import { type ImagingEnv, type ImagingOnce, invalidForm, ok } from "../http.ts";
import { requirePartner } from "../partners/caller.ts";
import { deleteStudy } from "./delete-study.ts";
import { InstanceQuery, listInstances } from "./list-instances.ts";
import { listStudies, StudyQuery } from "./list-studies.ts";
import { storeInstance } from "./store-instance.ts";
import { findIndexed, findStudy, viewStudy } from "./study.ts";

/** Adds the routes of studies and of their AI Lens index. */
export function studyRoutes(app: Hono<ImagingEnv>, backend: Backend, once: ImagingOnce): void {
  const { sql } = backend.store;
  const { instanceBytes: maxBytes } = imaging.limits;
  const form = { rawTypes: ["application/dicom"], formError: invalidForm };
  const tooLarge = (): Error => imaging.raise("body_too_large", { maxBytes });

  app.post("/v1/customers/:customerId/studies", async (c) => {
    const customer = await findActive(sql, c.get("caller"), idParam(c, "customerId"));
    return await once(
      c,
      (finish, respond) =>
        readUpload(c, form, (upload) =>
          storeInstance(backend, customer, upload, finish, (existing) => respond(existing, 200)),
        ),
      { digest: () => readDigest(c, { ...form, maxBytes, tooLarge }) },
    );
  });

  app.get("/v1/customers/:customerId/studies", async (c) => {
    const customer = await findReadable(sql, c.get("caller"), idParam(c, "customerId"));
    return ok(c, await listStudies(backend, customer, await validateQuery(c, StudyQuery)));
  });

  app.get("/v1/customers/:customerId/studies/:studyUid", async (c) => {
    const customer = await findReadable(sql, c.get("caller"), idParam(c, "customerId"));
    return ok(c, viewStudy(await findStudy(sql, customer, idParam(c, "studyUid"))));
  });

  app.delete("/v1/customers/:customerId/studies/:studyUid", async (c) => {
    requirePartner(c.get("caller"));
    const customer = await findActive(sql, c.get("caller"), idParam(c, "customerId"));
    return ok(c, await deleteStudy(backend, customer, await findStudy(sql, customer, idParam(c, "studyUid"))));
  });

  app.get("/v1/customers/:customerId/studies/:studyUid/instances", async (c) => {
    const customer = await findReadable(sql, c.get("caller"), idParam(c, "customerId"));
    const study = await findStudy(sql, customer, idParam(c, "studyUid"));
    return ok(c, await listInstances(backend, study, await validateQuery(c, InstanceQuery)));
  });

  app.get("/v1/customers/:customerId/studies/:studyUid/ai-lens", async (c) => {
    const customer = await findReadable(sql, c.get("caller"), idParam(c, "customerId"));
    const { study_uid, indexed_at, ai_lens } = await findIndexed(sql, customer, idParam(c, "studyUid"));
    return ok(c, { studyUid: study_uid, indexedAt: isoTime(indexed_at), ...JSON.parse(ai_lens) });
  });
}
