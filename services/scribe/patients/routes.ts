import { validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { idParam } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { type ScribeContext, type ScribeEnv, type ScribeOnce, validateBoundedBody } from "../http.ts";
import { deletePatient } from "./delete-patient.ts";
import { listPatients, PatientQuery } from "./list-patients.ts";
import { findPatient, type Patient, toWire } from "./patient.ts";
import { changePatient, createPatient, NewPatient, PatientChange } from "./save-patient.ts";

/** Adds the routes of patients. */
export function patientRoutes(app: Hono<ScribeEnv>, backend: Backend, once: ScribeOnce): void {
  const find = (c: ScribeContext): Promise<Patient> =>
    findPatient(backend.store.sql, c.get("account").id, idParam(c, "patientId"));

  app.post("/v1/patients", async (c) => {
    const input = await validateBoundedBody(c, NewPatient);
    return await once(c, (finish) => createPatient(backend, c.get("account").id, input, finish));
  });

  app.get("/v1/patients", async (c) =>
    c.json(await listPatients(backend, c.get("account").id, await validateQuery(c, PatientQuery))),
  );

  app.get("/v1/patients/:patientId", async (c) => c.json(toWire(await find(c))));

  app.patch("/v1/patients/:patientId", async (c) => {
    const patient = await find(c);
    const change = await validateBoundedBody(c, PatientChange);
    return c.json(toWire(await changePatient(backend, c.get("account").id, patient, change)));
  });

  app.delete("/v1/patients/:patientId", async (c) => {
    const patient = await find(c);
    const records = await deletePatient(backend, c.get("account").id, patient);
    return c.json({ id: patient.id, deleted: true, ...records });
  });
}
