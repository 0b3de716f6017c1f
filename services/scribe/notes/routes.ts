import { validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { idParam } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { findConsultation, lockConsultation } from "../consultations/consultation.ts";
import { refuseBody, type ScribeEnv, type ScribeOnce } from "../http.ts";
import { createNote } from "./create-note.ts";
import { VersionQuery } from "./operations.ts";
import { findScribe, listVersions, noteSubject, toWire } from "./session-scribe.ts";

const path = "/v1/consultations/:consultationId/session-scribe";

/** Adds the routes of the session scribe, which writes the notes of consultations. */
export function noteRoutes(app: Hono<ScribeEnv>, backend: Backend, once: ScribeOnce): void {
  const { store, clock, idempotency } = backend;
  const { sql } = store;

  app.post(path, async (c) => {
    // Read before the body, because a signal that is created later never aborts.
    const { signal } = c.req.raw;
    await refuseBody(c);
    const account = c.get("account").id;
    const { id } = await findConsultation(sql, account, idParam(c, "consultationId"));
    return await once(c, (finish) => createNote(backend, account, id, signal, finish));
  });

  app.get(path, async (c) => c.json(toWire(await findScribe(sql, c.get("account").id, idParam(c, "consultationId")))));

  app.delete(path, async (c) => {
    const account = c.get("account").id;
    const { consultation_id: consultationId } = await findScribe(sql, account, idParam(c, "consultationId"));
    await store.transaction(async (transaction) => {
      await lockConsultation(transaction, consultationId, clock());
      await transaction`DELETE FROM scribe_notes WHERE consultation_id = ${consultationId}`;
      await idempotency.records.forget(transaction, account, noteSubject(consultationId));
    });
    return c.json({ consultationId, deleted: true });
  });

  app.get(`${path}/versions`, async (c) => {
    const query = await validateQuery(c, VersionQuery);
    return c.json(await listVersions(sql, c.get("account").id, idParam(c, "consultationId"), query));
  });

  app.get(`${path}/versions/:version`, async (c) => {
    const version = c.req.param("version");
    // A malformed version yields the same 404 as one that does not exist.
    const number = /^[1-9]\d{0,8}$/.test(version) ? Number(version) : -1;
    return c.json(toWire(await findScribe(sql, c.get("account").id, idParam(c, "consultationId"), number)));
  });
}
