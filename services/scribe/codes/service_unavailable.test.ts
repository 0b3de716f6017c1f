import { describe, expect, it } from "vitest";
import type { ChatBehaviour } from "../../testing/chat-server.ts";
import type { Reply } from "../../testing/http-client.ts";
import { blockStore } from "../../testing/recording/faults.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { scribeDemo } from "../../testing/recording/scribe-demo.ts";
import { expectRefused, modelNote, onEveryEngine, type TestConsultation } from "../../testing/running-scribe.ts";
import { scribe } from "../contract.ts";

function expectUnavailable(reply: Reply, retryAfter: string): void {
  expect(reply.headers.get("retry-after")).toBe(retryAfter);
  expectRefused(reply, 503, {
    type: "api_error",
    code: "service_unavailable",
    message: "The service is temporarily unavailable.",
  });
}

const rejected = "The note provider rejects the requests of this service. Support must correct its settings.";
const declined = "The note provider declined this transcript. Change it, or use another provider.";

async function expectNothingDone({ account, path }: TestConsultation): Promise<void> {
  expect((await account.get(`${path}/session-scribe`)).status).toBe(404);
  expect((await account.get("/v1/account")).json.notesCharged).toBe(0);
}

describe("service_unavailable", () => {
  recordsExchange(scribeDemo, "service_unavailable", {
    fault: "The database does not respond.",
    steps: [blockStore, as("clinic").get("/v1/account")],
  });

  onEveryEngine((running) => {
    it.each<[string, ChatBehaviour, string]>([
      ["fails", { does: "fail", status: 500 }, "5"],
      ["is down for maintenance", { does: "fail", status: 503, retryAfterSec: 20 }, "20"],
      ["is down for months", { does: "fail", status: 503, retryAfterSec: 9_999_999 }, "300"],
      ["is overloaded and does not say for how long", { does: "fail", status: 503 }, "5"],
      ["returns HTML", { does: "send", body: "<html>", mediaType: "text/html" }, "10"],
      ["returns truncated JSON", { does: "send", body: '{"choices":[' }, "10"],
      ["returns JSON of another shape", { does: "send", body: "{}" }, "10"],
      ["returns prose", { does: "answer", content: "The patient is fine." }, "10"],
      ["leaves out a section", { does: "answer", content: { ...modelNote, plan: undefined } }, "10"],
      ["invents a section", { does: "answer", content: { ...modelNote, billing: "E11.9" } }, "10"],
      ["is cut at its limit of tokens", { does: "answer", content: modelNote, finishReason: "length" }, "10"],
      ["breaks off", { does: "truncate" }, "5"],
      ["closes the connection", { does: "hang_up" }, "5"],
      ["sends nothing", { does: "stall_before_headers" }, "10"],
      ["stops in the middle", { does: "stall_in_body" }, "10"],
    ])(
      "is returned while the provider %s, changes nothing, and ends without a restart",
      async (_, behaviour, retryAfter) => {
        const { openConsultation, model } = running();
        const consultation = await openConsultation({ provider: "chat" });
        const { account, path } = consultation;
        model.next(behaviour);
        const asked = model.requests.length;
        expectUnavailable(await account.post(`${path}/session-scribe`), retryAfter);
        expect(model.requests).toHaveLength(asked + 1);
        if (behaviour.does.startsWith("stall")) expect(await model.requests.at(-1)?.ended).toBe("cancelled");
        await expectNothingDone(consultation);
        const made = await account.post(`${path}/session-scribe`);
        expect(made.json).toMatchObject({ version: 1, provider: "chat", note: modelNote });
        expect((await account.get("/v1/account")).json.notesCharged).toBe(1);
      },
    );

    it.each<[string, ChatBehaviour, string]>([
      ["rejects its key", { does: "fail", status: 401 }, rejected],
      ["does not have the model", { does: "fail", status: 404 }, rejected],
      ["has an exhausted account", { does: "fail", status: 429, code: "insufficient_quota" }, rejected],
      ["declines the transcript", { does: "answer", content: modelNote, finishReason: "content_filter" }, declined],
    ])(
      "names the person who must act, and advises against a retry, while the provider %s",
      async (_, behaviour, message) => {
        const { openConsultation, model } = running();
        const consultation = await openConsultation({ provider: "chat" });
        model.next(behaviour);
        const reply = await consultation.account.post(`${consultation.path}/session-scribe`);
        expect([reply.headers.get("x-should-retry"), reply.headers.get("retry-after")]).toEqual(["false", "300"]);
        expectRefused(reply, 503, { type: "api_error", code: "service_unavailable", message });
        await expectNothingDone(consultation);
      },
    );

    it("is returned immediately during an overloaded provider's Retry-After, and ends after it", async () => {
      const { openConsultation, model } = running();
      const consultation = await openConsultation({ provider: "chat" });
      const { account, path } = consultation;
      // Longer than a request takes on a busy machine.
      model.next({ does: "fail", status: 429, retryAfterSec: 3 });
      const asked = model.requests.length;
      expectUnavailable(await account.post(`${path}/session-scribe`), "3");
      const again = await account.post(`${path}/session-scribe`);
      expect([again.status, model.requests.length]).toEqual([503, asked + 1]);
      await expectNothingDone(consultation);
      await expect
        .poll(async () => (await account.post(`${path}/session-scribe`)).status, { timeout: 15_000, interval: 250 })
        .toBe(201);
    });

    it("is returned when an account writes too many notes at the same time, and does not affect other accounts", async () => {
      const { openConsultation, holdModel } = running();
      const { account, path } = await openConsultation({ provider: "chat" });
      const other = await openConsultation({ provider: "chat" });
      const { notesAtOnce } = scribe.limits;
      const held = holdModel(notesAtOnce);
      const making = Array.from({ length: notesAtOnce }, () => account.post(`${path}/session-scribe`));
      await held.requested();
      expectUnavailable(await account.post(`${path}/session-scribe`), "2");
      expect((await other.account.post(`${other.path}/session-scribe`)).status).toBe(201);
      held.release();
      const made = await Promise.all(making);
      expect(made.map(({ json }) => json.version).sort()).toEqual([1, 2, 3, 4]);
      expect((await account.post(`${path}/session-scribe`)).json.version).toBe(5);
    });
  });
});
