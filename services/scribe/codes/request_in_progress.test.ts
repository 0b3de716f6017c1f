import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChatServer, startChatServer } from "../../testing/chat-server.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { startRun } from "../../testing/recording/run-steps.ts";
import { as } from "../../testing/recording/scenario.ts";
import { scribeDemoWith } from "../../testing/recording/scribe-demo.ts";
import { expectRefused, modelNote, onEveryEngine } from "../../testing/running-scribe.ts";

describe("request_in_progress", () => {
  let chat: ChatServer;
  beforeAll(async () => {
    chat = await startChatServer();
  });
  afterAll(() => chat.stop());

  const path = "/v1/consultations/{{consultationId}}";
  const write = as("model").post(`${path}/session-scribe`, undefined, {
    note: "writes the same note",
    headers: { "Idempotency-Key": "note-1" },
  });
  recordsExchange(
    {
      start: (raised) => scribeDemoWith(chat).start(raised),
    },
    "request_in_progress",
    {
      fault: "The first request with the key is still running.",
      steps: [
        as("model").post(
          "/v1/consultations",
          { consultationInternalId: "visit-{{uuid}}" },
          { note: "creates a consultation", capture: { consultationId: "/id" } },
        ),
        as("model").put(`${path}/transcript`, { text: "Patient: I have a fever." }, { note: "stores its transcript" }),
        async (demo) => {
          const [row] = await demo.store.sql<{
            id: string;
          }>`SELECT id FROM scribe_consultations ORDER BY created_at DESC LIMIT 1`;
          chat.next({ does: "answer", content: modelNote, after: demo.stopped });
          const values = { ...demo.values, consultationId: row?.id ?? "" };
          void startRun({ ...demo, values }, "first")
            .send(write)
            .catch(() => undefined);
          await expect.poll(() => chat.requests.length, { timeout: 10_000 }).toBe(1);
        },
        write,
      ],
    },
  );

  onEveryEngine((running) => {
    it("is returned with 409 and Retry-After until the first request ends, then its response", async () => {
      const { account, path: at } = await running().openConsultation({ provider: "chat" });
      const send = () => account.post(`${at}/session-scribe`, undefined, { "Idempotency-Key": "k" });
      const held = running().holdModel();
      const first = send();
      await held.requested();
      const waiting = await send();
      expectRefused(waiting, 409, {
        type: "invalid_request_error",
        code: "request_in_progress",
        message: "The first request with this Idempotency-Key is still running.",
      });
      expect(waiting.headers.get("retry-after")).toBe("1");
      held.release();
      expect((await first).status).toBe(201);
      expect((await send()).text).toBe((await first).text);
      expect((await account.get("/v1/account")).json.notesCharged).toBe(1);
    });
  });
});
