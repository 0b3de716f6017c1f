import { describe, expect, it } from "vitest";
import type { ChatBehaviour } from "../testing/chat-server.ts";
import type { Reply } from "../testing/http-client.ts";
import { modelNote, onEveryEngine, type RunningScribe, type TestAccount } from "../testing/running-scribe.ts";
import type { scribe } from "./contract.ts";

interface Scene {
  readonly running: RunningScribe;
  readonly account: TestAccount;
  readonly reader: TestAccount;
  readonly unset: TestAccount;
  /** Consultations with a transcript: one of an account that uses the model, one of an account without a configuration. */
  readonly path: string;
  readonly unsetPath: string;
}

/** Several ways to cause each code, most of them by requesting a note. */
const causes: Record<(typeof scribe.codes)[number], readonly ((scene: Scene) => Promise<Reply>)[]> = {
  parameter_missing: [
    ({ account }) => account.post("/v1/patients", {}),
    ({ account, path }) => account.put(`${path}/transcript`, {}),
  ],
  parameter_invalid: [
    ({ account, path }) => account.post(`${path}/session-scribe`, { style: "short" }),
    ({ account, path }) => account.post(`${path}/session-scribe?style=short`),
    ({ account, path }) => account.put(`${path}/transcript`, { text: "" }),
    ({ account, path }) => account.patch(path, { reason: 5 }),
  ],
  account_invalid: [({ unset, unsetPath }) => unset.post(`${unsetPath}/session-scribe`)],
  authentication_required: [
    ({ running, path }) => running.client().post(`${path}/session-scribe`),
    ({ running, path }) => running.client("scr_live_wrong").post(`${path}/session-scribe`),
  ],
  permission_denied: [({ reader, path }) => reader.post(`${path}/session-scribe`)],
  resource_not_found: [
    ({ unset, path }) => unset.post(`${path}/session-scribe`),
    ({ unset, path }) => unset.delete(path),
    ({ account }) => account.post("/v1/consultations", { consultationInternalId: "x", patientId: "pat_0" }),
  ],
  resource_conflict: [
    ({ account }) => account.post("/v1/consultations", { consultationInternalId: "taken", reason: "x" }),
    ({ account, path }) => account.patch(path, { consultationInternalId: "taken", reason: "x" }),
  ],
  service_unavailable: [
    failing({ does: "fail", status: 500 }),
    failing({ does: "truncate" }),
    failing({ does: "answer", content: "nonsense" }),
    failing({ does: "stall_in_body" }),
  ],
  idempotency_key_reused: [
    ({ account, path }) => account.post(`${path}/session-scribe`, undefined, { "Idempotency-Key": "used" }),
    ({ account }) => account.post("/v1/patients", { name: "Eve" }, { "Idempotency-Key": "used" }),
  ],
  request_in_progress: [
    async ({ running, account, path }) => {
      const send = () => account.post(`${path}/session-scribe`, undefined, { "Idempotency-Key": "held" });
      let end = (): void => undefined;
      const after = new Promise<void>((resolve) => (end = resolve));
      const asked = running.model.requests.length;
      running.model.next({ does: "answer", content: "nonsense", after });
      const first = send();
      await expect.poll(() => running.model.requests.length, { timeout: 5_000 }).toBe(asked + 1);
      const reply = await send();
      end();
      expect((await first).json.error.code).toBe("service_unavailable");
      return reply;
    },
  ],
  key_already_rotated: [
    async ({ account }) => {
      const { id } = (await account.post("/v1/keys", { scopes: ["patients:read"] })).json;
      await account.post(`/v1/keys/${id}/rotate`);
      return await account.post(`/v1/keys/${id}/rotate`);
    },
  ],
  key_inactive: [
    async ({ account }) => {
      const { id } = (await account.post("/v1/keys", { scopes: ["patients:read"] })).json;
      await account.delete(`/v1/keys/${id}`);
      return await account.post(`/v1/keys/${id}/rotate`);
    },
  ],
  // Last, because it uses up the requests of the account.
  rate_limited: [
    async ({ reader, path }) => {
      for (let sent = 0; sent < 600; sent += 50) {
        await Promise.all(Array.from({ length: 50 }, () => reader.get("/v1/account")));
      }
      return await reader.post(`${path}/session-scribe`);
    },
  ],
};

function failing(behaviour: ChatBehaviour): (scene: Scene) => Promise<Reply> {
  return ({ running, account, path }) => {
    running.model.next(behaviour);
    return account.post(`${path}/session-scribe`);
  };
}

/** All stored rows, except the last use of keys. */
async function everything({ running }: Scene): Promise<unknown> {
  const { sql } = running.service.backend.store;
  return [
    await sql`SELECT * FROM scribe_accounts ORDER BY id`,
    await sql`SELECT * FROM scribe_patients ORDER BY id`,
    await sql`SELECT * FROM scribe_consultations ORDER BY id`,
    await sql`SELECT * FROM scribe_transcripts ORDER BY consultation_id`,
    await sql`SELECT * FROM scribe_notes ORDER BY consultation_id, version`,
    await sql`SELECT * FROM scribe_charges ORDER BY id`,
  ];
}

describe("a failed call", () => {
  onEveryEngine((running) => {
    it("changes no row, for each of the 13 codes", async () => {
      const { openAccount, openConsultation } = running();
      const { account, path } = await openConsultation({ provider: "chat" });
      const { account: unset, path: unsetPath } = await openConsultation({ template: undefined as never });
      const reader = await openAccount({}, ["scribes:read"]);
      await account.post("/v1/consultations", { consultationInternalId: "taken" });
      expect((await account.post(`${path}/session-scribe`)).status).toBe(201);
      const used = { "Idempotency-Key": "used" };
      const other = await account.newConsultation();
      expect((await account.post(`${other}/session-scribe`, undefined, used)).status).toBe(201);
      expect((await account.post("/v1/patients", { name: "Ada" }, used)).status).toBe(201);
      const scene: Scene = { running: running(), account, reader, unset, path, unsetPath };
      const before = await everything(scene);
      for (const [code, ways] of Object.entries(causes)) {
        for (const cause of ways) {
          expect((await cause(scene)).json.error.code).toBe(code);
          expect(await everything(scene), code).toEqual(before);
        }
      }
    });

    it("charges each note once while many are written at the same time", async () => {
      const { openConsultation, model } = running();
      const { account, path } = await openConsultation({ provider: "chat" });
      model.next({ does: "answer", content: modelNote }, { does: "fail", status: 500 }, { does: "truncate" });
      const replies = await Promise.all(Array.from({ length: 4 }, () => account.post(`${path}/session-scribe`)));
      const made = replies.filter(({ status }) => status === 201);
      expect(made.map(({ json }) => json.version).sort()).toEqual([1, 2]);
      expect((await account.get("/v1/account")).json.notesCharged).toBe(2);
    });

    it("keeps the charge of a deleted note and never reuses its version", async () => {
      const { account, path } = await running().openConsultation();
      expect((await account.post(`${path}/session-scribe`)).json.version).toBe(1);
      expect((await account.delete(`${path}/session-scribe`)).json.deleted).toBe(true);
      expect((await account.get("/v1/account")).json.notesCharged).toBe(1);
      expect((await account.post(`${path}/session-scribe`)).json.version).toBe(2);
    });

    it("cancels the request to the model and charges nothing when the client disconnects", async () => {
      const { openConsultation, model } = running();
      const { account, path } = await openConsultation({ provider: "chat" });
      model.next({ does: "stall_before_headers" });
      const asked = model.requests.length;
      const controller = new AbortController();
      const headers = { authorization: `Bearer ${account.key}` };
      const init = { method: "POST", headers, signal: controller.signal };
      const refused = expect(fetch(`${running().url}${path}/session-scribe`, init)).rejects.toThrow();
      await expect.poll(() => model.requests.length, { timeout: 5_000 }).toBe(asked + 1);
      const started = performance.now();
      controller.abort();
      await refused;
      expect(await model.requests.at(-1)?.ended).toBe("cancelled");
      // Before the service's own deadline.
      expect(performance.now() - started).toBeLessThan(900);
      expect((await account.get(`${path}/session-scribe`)).status).toBe(404);
      expect((await account.get("/v1/account")).json.notesCharged).toBe(0);
    });

    it("stores and charges nothing when the consultation is deleted while its note is written", async () => {
      const { openConsultation, holdModel } = running();
      const { account, path } = await openConsultation({ provider: "chat" });
      const held = holdModel();
      const making = account.post(`${path}/session-scribe`);
      await held.requested();
      expect((await account.delete(path)).status).toBe(200);
      held.release();
      expect((await making).json.error.code).toBe("resource_not_found");
      const { sql } = running().service.backend.store;
      const id = path.split("/").at(-1) ?? "";
      expect(await sql`SELECT version FROM scribe_notes WHERE consultation_id = ${id}`).toEqual([]);
      expect((await account.get("/v1/account")).json.notesCharged).toBe(0);
    });
  });
});
