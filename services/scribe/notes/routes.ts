import type { Hono } from "hono";
import { idParam } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { refuseBody, type ScribeEnv } from "../http.ts";
import { makeNote } from "./make-note.ts";
import { findScribe, listVersions, viewScribe } from "./session-scribe.ts";

const path = "/v1/consultations/:consultationId/session-scribe";

/** Adds the session scribe: notes of consultations. */
export function noteRoutes(app: Hono<ScribeEnv>, backend: Backend): void {
  const { sql } = backend.store;

  app.post(path, async (c) => {
    await refuseBody(c);
    const made = makeNote(backend, c.get("account").id, idParam(c, "consultationId"), c.req.raw.signal);
    return c.json(viewScribe(await made), 201);
  });

  app.get(path, async (c) =>
    c.json(viewScribe(await findScribe(sql, c.get("account").id, idParam(c, "consultationId")))),
  );

  app.delete(path, async (c) => {
    const { consultation_id: consultationId } = await findScribe(
      sql,
      c.get("account").id,
      idParam(c, "consultationId"),
    );
    await sql`DELETE FROM scribe_notes WHERE consultation_id = ${consultationId}`;
    return c.json({ consultationId, deleted: true });
  });

  app.get(`${path}/versions`, async (c) =>
    c.json(await listVersions(sql, c.get("account").id, idParam(c, "consultationId"))),
  );

  app.get(`${path}/versions/:version`, async (c) => {
    const version = c.req.param("version");
    // What is no number of a version is one that nothing has.
    const number = /^[1-9]\d{0,8}$/.test(version) ? Number(version) : -1;
    return c.json(viewScribe(await findScribe(sql, c.get("account").id, idParam(c, "consultationId"), number)));
  });
}
