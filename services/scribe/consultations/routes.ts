import { validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { idParam } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { type ScribeContext, type ScribeEnv, type ScribeOnce, validateBoundedBody } from "../http.ts";
import { type Consultation, findConsultation, toWire } from "./consultation.ts";
import { deleteConsultation } from "./delete-consultation.ts";
import { ConsultationQuery, listConsultations } from "./list-consultations.ts";
import { ConsultationChange, changeConsultation, createConsultation, NewConsultation } from "./save-consultation.ts";

/** Adds the routes of consultations. */
export function consultationRoutes(app: Hono<ScribeEnv>, backend: Backend, once: ScribeOnce): void {
  const { store } = backend;
  const find = (c: ScribeContext): Promise<Consultation> =>
    findConsultation(store.sql, c.get("account").id, idParam(c, "consultationId"));

  app.post("/v1/consultations", async (c) => {
    const input = await validateBoundedBody(c, NewConsultation);
    return await once(c, (finish) => createConsultation(backend, c.get("account").id, input, finish));
  });

  app.get("/v1/consultations", async (c) =>
    c.json(await listConsultations(backend, c.get("account").id, await validateQuery(c, ConsultationQuery))),
  );

  app.get("/v1/consultations/:consultationId", async (c) => c.json(toWire(await find(c))));

  app.patch("/v1/consultations/:consultationId", async (c) => {
    const consultation = await find(c);
    const change = await validateBoundedBody(c, ConsultationChange);
    return c.json(toWire(await changeConsultation(backend, c.get("account").id, consultation, change)));
  });

  app.delete("/v1/consultations/:consultationId", async (c) => {
    const { id } = await find(c);
    const records = await store.transaction((sql) => deleteConsultation(backend, sql, c.get("account").id, id));
    return c.json({ id, deleted: true, ...records });
  });
}
