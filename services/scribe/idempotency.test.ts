import { describe, expect, it } from "vitest";
import { type KeyedRequest, keyedSuite } from "../testing/keyed-suite.ts";
import { onEveryEngine, type RunningScribe, type TestAccount } from "../testing/running-scribe.ts";
import { scribe } from "./contract.ts";

const key = (value: string) => ({ "Idempotency-Key": value });

/** Counts the rows of an account. Each note is charged once. */
async function used({ service }: RunningScribe, { id, get }: TestAccount): Promise<number> {
  const [rows] = await service.backend.store.sql<{
    patients: number;
    consultations: number;
    notes: number;
    keys: number;
  }>`
    SELECT (SELECT COUNT(*) FROM scribe_patients WHERE account_id = ${id}) AS patients,
      (SELECT COUNT(*) FROM scribe_consultations WHERE account_id = ${id}) AS consultations,
      (SELECT COUNT(*) FROM scribe_notes JOIN scribe_consultations ON id = consultation_id WHERE account_id = ${id}) AS notes,
      (SELECT COUNT(*) FROM errata_keys WHERE tenant = ${id}) AS keys`;
  const { patients = 0, consultations = 0, notes = 0, keys = 0 } = rows ?? {};
  expect((await get("/v1/account")).json.notesCharged).toBe(notes);
  return patients + consultations + notes + keys;
}

async function post(running: RunningScribe, path: string, body: object, other: object): Promise<KeyedRequest> {
  const account = await running.openAccount();
  return {
    send: (headers) => account.post(path, body, headers),
    sendOther: (headers) => account.post(path, { ...body, ...other }, headers),
    count: () => used(running, account),
  };
}

async function newNote(running: RunningScribe) {
  const { account, path } = await running.openConsultation();
  const otherPath = await account.newConsultation();
  return {
    ...{ account, path },
    send: (headers: Record<string, string>) => account.post(`${path}/session-scribe`, undefined, headers),
    sendOther: (headers: Record<string, string>) => account.post(`${otherPath}/session-scribe`, undefined, headers),
    count: () => used(running, account),
  };
}

keyedSuite(
  scribe,
  onEveryEngine,
  {
    "POST /v1/keys": async (running) => ({
      ...(await post(running, "/v1/keys", { scopes: ["patients:read"] }, { expiresInDays: 1 })),
      secret: ["key"],
    }),
    "POST /v1/patients": (running) => post(running, "/v1/patients", { name: "Ada" }, { birthDate: "1980-12-31" }),
    "POST /v1/consultations": (running) =>
      post(running, "/v1/consultations", { consultationInternalId: "visit-1" }, { reason: "Fever" }),
    "POST /v1/consultations/{consultationId}/session-scribe": newNote,
  },
  { malformed: "parameter_invalid", reused: "idempotency_key_reused", inProgress: "request_in_progress" },
);

describe("an Idempotency-Key", () => {
  onEveryEngine((running) => {
    /** Returns everything that is stored for repeated requests. */
    const stored = async ({ id }: TestAccount): Promise<string> => {
      const { sql } = running().service.backend.store;
      return JSON.stringify(await sql`SELECT * FROM errata_idempotency WHERE tenant = ${id}`);
    };

    it("belongs to an account, and can be used again after a rejected request", async () => {
      const [account, other] = [await running().openAccount(), await running().openAccount()];
      const create = (who: TestAccount, consultationInternalId: string) =>
        who.post("/v1/consultations", { consultationInternalId }, key("k"));
      await account.post("/v1/consultations", { consultationInternalId: "taken" });
      expect((await create(account, "taken")).json.error.code).toBe("resource_conflict");
      expect((await create(account, "free")).status).toBe(201);
      expect((await create(other, "other")).status).toBe(201);
    });

    it("names the header in param if it is malformed", async () => {
      const { send } = await newNote(running());
      expect((await send(key("two words"))).json.error).toEqual({
        type: "invalid_request_error",
        code: "parameter_invalid",
        message: "Idempotency-Key must be 1 to 255 visible ASCII characters.",
        param: "Idempotency-Key",
      });
    });

    it("returns the same version of the note although there are newer ones and another transcript", async () => {
      const { account, path, send } = await newNote(running());
      const first = await send(key("k"));
      expect((await account.post(`${path}/session-scribe`)).json.version).toBe(2);
      await account.put(`${path}/transcript`, { text: "Patient: I have a headache." });
      expect((await account.post(`${path}/session-scribe`)).json.version).toBe(3);
      const again = await send(key("k"));
      expect([again.status, again.text, again.json.version]).toEqual([201, first.text, 1]);
      expect((await account.get("/v1/account")).json.notesCharged).toBe(3);
    });

    it("charges an empty note not at all, also when it is repeated", async () => {
      const { account, path, send } = await newNote(running());
      await account.put(`${path}/transcript`, { text: "Nice weather." });
      const first = await send(key("k"));
      expect([first.json.emptyReason, (await send(key("k"))).text]).toEqual(["nothing_relevant", first.text]);
      expect((await account.get("/v1/account")).json.notesCharged).toBe(0);
    });

    it("leads to resource_not_found after the note was deleted, and no word of the note is stored any more", async () => {
      const { account, path, send } = await newNote(running());
      const { note } = (await send(key("k"))).json;
      expect(await stored(account)).toContain("sore throat");
      await account.delete(`${path}/session-scribe`);
      const records = await stored(account);
      expect(records).not.toContain("sore throat");
      for (const text of Object.values<string>(note)) expect(records).not.toContain(text);
      const again = await send(key("k"));
      expect([again.status, again.json.error.code, again.json.error.message]).toEqual([
        404,
        "resource_not_found",
        "The resource that the first request with this Idempotency-Key created was deleted.",
      ]);
      expect((await account.post(`${path}/session-scribe`)).json.version).toBe(2);
    });

    it("leads to resource_not_found after the consultation was deleted", async () => {
      const account = await running().openAccount();
      const body = { consultationInternalId: "visit-1", reason: "Migraine" };
      const create = () => account.post("/v1/consultations", body, key("k"));
      const path = `/v1/consultations/${(await create()).json.id}`;
      await account.put(`${path}/transcript`, { text: "Patient: I have had a migraine since Monday." });
      const write = () => account.post(`${path}/session-scribe`, undefined, key("k"));
      expect((await write()).status).toBe(201);
      expect((await stored(account)).toLowerCase()).toContain("migraine");
      await account.delete(path);
      expect((await stored(account)).toLowerCase()).not.toContain("migraine");
      expect((await create()).json.error.code).toBe("resource_not_found");
      expect((await write()).json.error.message).toBe("No consultation found for the given consultation ID.");
      expect((await account.post("/v1/consultations", body)).status).toBe(201);
    });

    it("leads to resource_not_found after the patient was deleted, and neither data nor its hash is stored any more", async () => {
      const account = await running().openAccount();
      const ada = { name: "Ada Roe", idNumber: "L01X00T47", birthDate: "1980-12-31" };
      const create = () => account.post("/v1/patients", ada, key("k"));
      const { id: patientId } = (await create()).json;
      const visit = { consultationInternalId: "visit-1", patientId, reason: "Migraine" };
      const consult = () => account.post("/v1/consultations", visit, key("k"));
      const path = `/v1/consultations/${(await consult()).json.id}`;
      await account.put(`${path}/transcript`, { text: "Patient: I have had a migraine since Monday." });
      const write = () => account.post(`${path}/session-scribe`, undefined, key("k"));
      expect((await write()).status).toBe(201);
      await account.delete(`/v1/patients/${patientId}`);
      const { sql } = running().service.backend.store;
      const rows = await sql`
        SELECT operation, fingerprint, headers, body FROM errata_idempotency WHERE tenant = ${account.id}`;
      expect(rows).toHaveLength(3);
      for (const row of rows) expect(row).toMatchObject({ fingerprint: "", headers: "{}", body: "" });
      for (const again of [create, consult, write]) expect((await again()).json.error.code).toBe("resource_not_found");
    });

    it("is free again when the client disconnects while the note is written", async () => {
      const { openConsultation, holdModel, url } = running();
      const { account, path } = await openConsultation({ provider: "chat" });
      const held = holdModel();
      const controller = new AbortController();
      const headers = { authorization: `Bearer ${account.key}`, ...key("k") };
      const init = { method: "POST", headers, signal: controller.signal };
      const refused = expect(fetch(`${url}${path}/session-scribe`, init)).rejects.toThrow();
      await held.requested();
      controller.abort();
      await refused;
      held.release();
      const send = () => account.post(`${path}/session-scribe`, undefined, key("k"));
      await expect.poll(async () => (await send()).status, { timeout: 10_000 }).toBe(201);
      expect((await account.get("/v1/account")).json.notesCharged).toBe(1);
    });
  });
});
