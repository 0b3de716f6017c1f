import { describe, expect, it } from "vitest";
import type { Reply } from "../../testing/http-client.ts";
import { modelNote, onEveryEngine, segments, type TestAccount } from "../../testing/running-scribe.ts";

async function writeNote(account: TestAccount, text: string): Promise<Reply> {
  const { id } = (await account.post("/v1/consultations", { consultationInternalId: crypto.randomUUID() })).json;
  await account.put(`/v1/consultations/${id}/transcript`, { text });
  return await account.post(`/v1/consultations/${id}/session-scribe`);
}

describe("session scribe", () => {
  onEveryEngine((running) => {
    it("assigns statements to sections, with the same result for the same transcript", async () => {
      const { account, path } = await running().openConsultation();
      const made = await account.post(`${path}/session-scribe`);
      expect(made.json).toEqual({
        consultationId: path.split("/").at(-1),
        version: 1,
        transcriptRevision: 1,
        provider: "extractive",
        note: {
          subjective: "I have had a sore throat since Monday, and a fever. It hurts to swallow.",
          objective: "Your temperature is 38.4 °C. On examination the throat is red.",
          assessment: "This is most likely a viral pharyngitis.",
          plan: "Take 400 mg ibuprofen three times a day. Please come back next week if it gets worse.",
        },
        createdAt: expect.stringMatching(/Z$/),
      });
      expect(made.status).toBe(201);
      const again = await account.post(`${path}/session-scribe`, {});
      expect(again.json).toMatchObject({ version: 2, note: made.json.note });
    });

    it("lists versions in pages that stay the same when a version is added", async () => {
      const { account, path } = await running().openConsultation();
      const scribe = `${path}/session-scribe`;
      for (let version = 1; version <= 11; version += 1) await account.post(scribe);
      const first = (await account.get(`${scribe}/versions?limit=2`)).json;
      await account.post(scribe);
      const rest = (await account.get(`${scribe}/versions?limit=100&cursor=${first.nextCursor}`)).json;
      const versions = [...first.items, ...rest.items].map(({ version }: { version: number }) => version);
      expect(versions).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
      expect(rest.nextCursor).toBeNull();
      const before = `${scribe}/versions?createdBefore=2000-01-01T00:00:00Z`;
      expect((await account.get(before)).json).toEqual({ items: [], nextCursor: null });
      expect((await account.get(`${scribe}/versions?limit=0`)).json.error.code).toBe("parameter_invalid");
      const { path: other } = await running().openConsultation();
      expect((await account.get(`${other}/session-scribe/versions?createdBefore=2000-01-01T00:00:00Z`)).status).toBe(
        404,
      );
    });

    it("keeps every version, returns the newest, and deletes all of them", async () => {
      const { account, path } = await running().openConsultation();
      const scribe = `${path}/session-scribe`;
      const versions = [(await account.post(scribe)).json, (await account.post(scribe)).json];
      expect((await account.get(scribe)).json).toEqual(versions[1]);
      expect((await account.get(`${scribe}/versions/1`)).json).toEqual(versions[0]);
      const { items } = (await account.get(`${scribe}/versions`)).json;
      expect(items).toMatchObject([{ version: 2 }, { version: 1 }]);
      expect(items[0]).not.toHaveProperty("note");
      const { consultationId } = versions[0];
      const charged = { reason: "note_written", reference: consultationId, amount: 1 };
      expect((await account.get("/v1/usage/movements")).json.items).toMatchObject([charged, charged]);
      const deleted = await account.delete(scribe);
      expect(deleted.json).toEqual({ consultationId: versions[0].consultationId, deleted: true });
      for (const path of [scribe, `${scribe}/versions`, `${scribe}/versions/1`])
        expect((await account.get(path)).status).toBe(404);
    });

    it("keeps referral, emergency advice, medication and radiation when a section is full, and returns how much it omits", async () => {
      const account = await running().openAccount({ template: { sections: ["subjective", "plan"], maxSentences: 2 } });
      const said = [
        "Doctor: Good morning, Mrs. Brown. What brings you in?",
        "Patient: I have a dull pain in my chest since Monday, and it is there all day.",
        "Patient: I feel weak and tired, and I have been sleeping badly for about a week.",
        "Patient: I take bisoprolol.",
        "Doctor: Rest, drink plenty of fluids, avoid alcohol, and come back in two weeks.",
        "Doctor: I refer you to a cardiologist.",
        "Doctor: Call 112 if the pain gets worse.",
      ];
      const made = await writeNote(account, said.join("\n"));
      expect(made.json).toMatchObject({
        note: {
          subjective: "I have a dull pain in my chest since Monday, and it is there all day. I take bisoprolol.",
          plan: "I refer you to a cardiologist. Call 112 if the pain gets worse.",
        },
        omitted: 2,
      });
      const { items } = (await account.get(`/v1/consultations/${made.json.consultationId}/session-scribe/versions`))
        .json;
      expect(items).toMatchObject([{ version: 1, omitted: 2 }]);
    });

    it.each([
      [
        "nothing_relevant",
        "extractive",
        "Good morning, Mrs. Brown. Nice weather today, and so warm. See you tomorrow, bye!",
      ],
      ["unsupported_language", "extractive", "Od poniedziałku mam ból gardła i gorączkę. Nie mogę przełykać."],
      ["nothing_relevant", "chat", "Good morning, Mrs. Brown. Nice weather today."],
    ])("returns an empty note with the reason %s, and does not charge it (%s)", async (emptyReason, provider, text) => {
      const { openAccount, model } = running();
      const account = await openAccount({ provider });
      const note = { subjective: "", objective: "", assessment: "", plan: "" };
      if (provider === "chat") model.next({ does: "answer", content: note });
      const made = await writeNote(account, text);
      expect(made.status).toBe(201);
      expect(made.json).toMatchObject({ version: 1, note, emptyReason });
      const path = `/v1/consultations/${made.json.consultationId}/session-scribe`;
      expect((await account.get(path)).json).toEqual(made.json);
      expect((await account.get("/v1/account")).json.notesCharged).toBe(0);
      expect((await writeNote(account, "I have had a cough since Monday.")).json).not.toHaveProperty("emptyReason");
      expect((await account.get("/v1/account")).json.notesCharged).toBe(1);
    });

    it("sends the model roles and numbers instead of the names of speakers", async () => {
      const { openAccount, model } = running();
      const account = await openAccount({ provider: "chat" });
      const said = ["Dr. Anna Weber: Any fever?", "Josef Wagner: No.", "Ada: He coughs.", "Josef Wagner: A lot."];
      await writeNote(account, said.join("\n"));
      expect(model.requests.at(-1)?.body.messages[1].content).toBe(
        "Doctor: Any fever?\nSpeaker 1: No.\nSpeaker 2: He coughs.\nSpeaker 1: A lot.",
      );
    });

    it("sends the model the template's sections and the transcript, and no patient data", async () => {
      const { openAccount, model } = running();
      const account = await openAccount({
        provider: "chat",
        template: { sections: ["plan", "subjective"], maxSentences: 1 },
      });
      const patient = await account.post("/v1/patients", { name: "Ada Secret", idNumber: "L01X00T47" });
      const body = { consultationInternalId: "visit-secret", patientId: patient.json.id };
      const { id } = (await account.post("/v1/consultations", body)).json;
      await account.put(`/v1/consultations/${id}/transcript`, { segments });
      const { plan, subjective } = modelNote;
      model.next({ does: "answer", content: { plan, subjective } });
      expect((await account.post(`/v1/consultations/${id}/session-scribe`)).json.note).toEqual({ plan, subjective });
      const asked = model.requests.at(-1)?.body;
      expect(asked.response_format.json_schema.schema).toMatchObject({ required: ["plan", "subjective"] });
      expect(asked.messages[1].content.split("\n")).toEqual(segments.map(({ speaker, text }) => `${speaker}: ${text}`));
      for (const secret of ["Secret", "L01X00T47", "visit-secret", account.key, id])
        expect(JSON.stringify(asked)).not.toContain(secret);
    });

    it("replaces characters of the model's response that databases reject", async () => {
      const { openConsultation, model } = running();
      const { account, path } = await openConsultation({ provider: "chat" });
      model.next({
        does: "answer",
        content: '{"subjective":"a\\u0000b\\ud800c","objective":"","assessment":"","plan":""}',
      });
      expect((await account.post(`${path}/session-scribe`)).json.note.subjective).toBe("a\ufffdb\ufffdc");
    });

    it("reports the revision of the transcript that was used, even if it changes while the note is written", async () => {
      const { openConsultation, holdModel } = running();
      const { account, path } = await openConsultation({ provider: "chat" });
      const held = holdModel();
      const making = account.post(`${path}/session-scribe`);
      await held.requested();
      expect((await account.put(`${path}/transcript`, { text: "Something else." })).json.revision).toBe(2);
      held.release();
      expect((await making).json.transcriptRevision).toBe(1);
    });
  });
});
