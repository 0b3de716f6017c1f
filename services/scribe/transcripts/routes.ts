import type { Hono } from "hono";
import { idParam } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { findConsultation } from "../consultations/consultation.ts";
import { type ScribeContext, type ScribeEnv, validateBoundedBody } from "../http.ts";
import { saveTranscript } from "./save-transcript.ts";
import { findTranscript, NewTranscript, type Transcript, toWire } from "./transcript.ts";

const path = "/v1/consultations/:consultationId/transcript";

/** Adds the routes of transcripts. */
export function transcriptRoutes(app: Hono<ScribeEnv>, backend: Backend): void {
  const { sql } = backend.store;
  const find = (c: ScribeContext): Promise<Transcript> =>
    findTranscript(sql, c.get("account").id, idParam(c, "consultationId"));

  app.put(path, async (c) => {
    const consultation = await findConsultation(sql, c.get("account").id, idParam(c, "consultationId"));
    return c.json(toWire(await saveTranscript(backend, consultation, await validateBoundedBody(c, NewTranscript))));
  });

  app.get(path, async (c) => c.json(toWire(await find(c))));

  app.delete(path, async (c) => {
    const { consultationId } = await find(c);
    await sql`DELETE FROM scribe_transcripts WHERE consultation_id = ${consultationId}`;
    return c.json({ consultationId, deleted: true });
  });
}
