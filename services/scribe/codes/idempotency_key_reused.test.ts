import { describe, expect, it } from "vitest";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { scribeDemo } from "../../testing/recording/scribe-demo.ts";
import { expectRefused, onEveryEngine } from "../../testing/running-scribe.ts";

describe("idempotency_key_reused", () => {
  const create = (key: string, name: string, note: string) =>
    as("clinic").post("/v1/patients", { name }, { note, headers: { "Idempotency-Key": key } });
  recordsExchange(scribeDemo, "idempotency_key_reused", {
    steps: [
      create("a-{{uuid}}", "Ada Example", "creates a patient"),
      create("a-{{uuid}}", "Ben Example", "another patient, the same key"),
    ],
    works: create("b-{{uuid}}", "Ben Example", "another key"),
  });

  onEveryEngine((running) => {
    it("is returned with 409 for a key that was used for another consultation, which writes and charges nothing", async () => {
      const { account, path } = await running().openConsultation();
      const other = await account.newConsultation();
      const write = (at: string) => account.post(`${at}/session-scribe`, undefined, { "Idempotency-Key": "k" });
      expect((await write(path)).status).toBe(201);
      const reply = await write(other);
      expectRefused(reply, 409, {
        type: "invalid_request_error",
        code: "idempotency_key_reused",
        message: "The Idempotency-Key was already used for a different request.",
      });
      expect((await account.get(`${other}/session-scribe`)).status).toBe(404);
      expect((await account.get("/v1/account")).json.notesCharged).toBe(1);
    });
  });
});
