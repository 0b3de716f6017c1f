import type { Hono } from "hono";
import { idParam } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { refuseBody, type ScribeEnv } from "../http.ts";
import { createNote } from "./create-note.ts";
import { findScribe, listVersions, toWire } from "./session-scribe.ts";

const path = "/v1/consultations/:consultationId/session-scribe";

/** Adds the routes of the session scribe, which writes the notes of consultations. */
export function noteRoutes(app: Hono<ScribeEnv>, backend: Backend): void {
  const { sql } = backend.store;

  app.post(path, async (c) => {
    await refuseBody(c);
    const note = createNote(backend, c.get("account").id, idParam(c, "consultationId"), c.req.raw.signal);
    return c.json(toWire(await note), 201);
  });

  app.get(path, async (c) => c.json(toWire(await findScribe(sql, c.get("account").id, idParam(c, "consultationId")))));

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
    // A malformed version yields the same 404 as one that does not exist.
    const number = /^[1-9]\d{0,8}$/.test(version) ? Number(version) : -1;
    return c.json(toWire(await findScribe(sql, c.get("account").id, idParam(c, "consultationId"), number)));
  });
}
