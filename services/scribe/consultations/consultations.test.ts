import { describe, expect, it } from "vitest";
import { onEveryEngine } from "../../testing/running-scribe.ts";

describe("consultations", () => {
  onEveryEngine((running) => {
    it("can be created, changed and deleted", async () => {
      const account = await running().openAccount();
      const { id: patientId } = (await account.post("/v1/patients", { name: "Ada" })).json;
      const body = { consultationInternalId: "visit-1", reason: "Sore throat", startedAt: "2026-03-01T10:30:00+01:00" };
      const created = await account.post("/v1/consultations", body);
      expect(created.status).toBe(201);
      expect(created.json).toEqual({
        id: expect.stringMatching(/^con_[0-9a-f]{24}$/),
        consultationInternalId: "visit-1",
        patientId: null,
        reason: "Sore throat",
        startedAt: "2026-03-01T09:30:00.000Z",
        createdAt: expect.stringMatching(/Z$/),
        updatedAt: created.json.createdAt,
      });
      const path = `/v1/consultations/${created.json.id}`;
      const changed = await account.patch(path, { patientId, reason: null, consultationInternalId: "visit-2" });
      expect(changed.json).toMatchObject({
        patientId,
        reason: null,
        consultationInternalId: "visit-2",
        startedAt: expect.any(String),
      });
      expect((await account.get(path)).json).toEqual(changed.json);
      expect((await account.get("/v1/consultations?consultationInternalId=visit-2")).json.items).toEqual([
        changed.json,
      ]);
      expect((await account.get(`/v1/consultations?patientId=${patientId}`)).json.items).toHaveLength(1);
      expect((await account.get("/v1/consultations?consultationInternalId=visit-1")).json.items).toEqual([]);
      expect((await account.delete(path)).json).toEqual({
        ...{ id: created.json.id, deleted: true },
        ...{ transcripts: 0, notes: 0 },
      });
      expect((await account.get(path)).status).toBe(404);
    });

    it("store a transcript as text or segments, and replace an earlier one", async () => {
      const { account, path } = await running().openConsultation();
      const first = (await account.get(`${path}/transcript`)).json;
      expect(first).toMatchObject({ revision: 1, segments: expect.arrayContaining([]) });
      const text = "Doctor: How are you?\nPatient: I feel dizzy since Monday.";
      const second = await account.put(`${path}/transcript`, { text });
      expect(second.json).toEqual({
        consultationId: first.consultationId,
        revision: 2,
        text,
        createdAt: expect.any(String),
      });
      expect((await account.get(`${path}/transcript`)).json).toEqual(second.json);
      expect((await account.post(`${path}/session-scribe`)).json).toMatchObject({
        transcriptRevision: 2,
        note: { subjective: "I feel dizzy since Monday.", plan: "" },
      });
      expect((await account.delete(`${path}/transcript`)).json.deleted).toBe(true);
      expect((await account.get(`${path}/transcript`)).status).toBe(404);
      expect((await account.get(`${path}/session-scribe`)).status).toBe(200);
      expect((await account.put(`${path}/transcript`, { text })).json.revision).toBe(3);
    });
  });
});
