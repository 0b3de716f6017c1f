import { validateBody, validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { idParam } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import type { ScribeContext, ScribeEnv } from "../http.ts";
import { type Consultation, findConsultation, viewConsultation } from "./consultation.ts";
import { deleteConsultation } from "./delete-consultation.ts";
import { ConsultationQuery, listConsultations } from "./list-consultations.ts";
import { ConsultationChange, changeConsultation, createConsultation, NewConsultation } from "./save-consultation.ts";

/** Adds the consultations of an account. */
export function consultationRoutes(app: Hono<ScribeEnv>, backend: Backend): void {
  const { store, clock } = backend;
  const own = (c: ScribeContext): Promise<Consultation> =>
    findConsultation(store.sql, c.get("account").id, idParam(c, "consultationId"));

  app.post("/v1/consultations", async (c) => {
    const consultation = await createConsultation(backend, c.get("account").id, await validateBody(c, NewConsultation));
    return c.json(viewConsultation(consultation), 201);
  });

  app.get("/v1/consultations", async (c) =>
    c.json(await listConsultations(backend, c.get("account").id, await validateQuery(c, ConsultationQuery))),
  );

  app.get("/v1/consultations/:consultationId", async (c) => c.json(viewConsultation(await own(c))));

  app.patch("/v1/consultations/:consultationId", async (c) => {
    const consultation = await own(c);
    const change = await validateBody(c, ConsultationChange);
    return c.json(viewConsultation(await changeConsultation(backend, c.get("account").id, consultation, change)));
  });

  app.delete("/v1/consultations/:consultationId", async (c) => {
    const { id } = await own(c);
    await store.transaction((sql) => deleteConsultation(sql, clock(), id));
    return c.json({ id, deleted: true });
  });
}
