import { describe, expect, it } from "vitest";
import { onEveryEngine } from "../../testing/running-scribe.ts";

describe("session scribe", () => {
  onEveryEngine((running) => {
    it("writes what was said into the sections where it belongs, and the same again for the same words", async () => {
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
      const again = await account.post(`${path}/session-scribe`);
      expect(again.json).toMatchObject({ version: 2, note: made.json.note });
    });
  });
});
