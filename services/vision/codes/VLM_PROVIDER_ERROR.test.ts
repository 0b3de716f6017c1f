import { beforeAll, describe, expect, it } from "vitest";
import type { ChatBehaviour } from "../../testing/chat-server.ts";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { storedImage, visionDemoWithProvider } from "../../testing/recording/vision-demo.ts";
import { inBothForms, type TestAccount } from "../../testing/running-vision.ts";

const sight = { description: "A tile.", labels: ["tile"], text: null };

const declined = (how: "refusal" | "content_filter"): string =>
  JSON.stringify({
    choices: [
      how === "refusal"
        ? { message: { content: null, refusal: "CANARY" }, finish_reason: "stop" }
        : { message: { content: null }, finish_reason: how },
    ],
  });

describe("VLM_PROVIDER_ERROR", () => {
  recordsExchange(visionDemoWithProvider({ does: "fail", status: 500 }), "VLM_PROVIDER_ERROR", {
    fault: "The vision provider fails.",
    steps: [...storedImage("lab"), as("lab").post("/v1/analyses", { imageIds: ["{{imageId}}"] })],
  });

  inBothForms({ hasProvider: true })((running) => {
    let [account, imageId] = [undefined as unknown as TestAccount, ""];
    beforeAll(async () => {
      account = await running().openAccount();
      imageId = await account.newImage();
    });

    it.each<[string, ChatBehaviour, reason: string, retryAfterSec: number]>([
      ["fails", { does: "fail", status: 500, message: "CANARY" }, "unavailable", 5],
      ["asks to be left alone for months", { does: "fail", status: 503, retryAfterSec: 9_999_999 }, "overloaded", 300],
      ["closes the connection", { does: "hang_up" }, "unavailable", 5],
      ["breaks off in the middle", { does: "truncate" }, "unavailable", 5],
      ["returns HTML", { does: "send", body: "<html>CANARY</html>", mediaType: "text/html" }, "invalid_response", 5],
      ["returns prose", { does: "answer", content: "I see a CANARY." }, "invalid_response", 5],
      ["returns JSON of another shape", { does: "answer", content: { CANARY: true } }, "invalid_response", 5],
      [
        "returns values of the wrong type",
        { does: "answer", content: { ...sight, labels: "CANARY" } },
        "invalid_response",
        5,
      ],
      ["returns additional fields", { does: "answer", content: { ...sight, admin: "CANARY" } }, "invalid_response", 5],
    ])(
      "is returned with Retry-After when the provider %s, and nothing is charged",
      async (_, does, reason, retryAfterSec) => {
        const { chat, occurrences } = running();
        chat.always(does);
        const reply = await account.post("/v1/analyses", { imageIds: [imageId] });
        expectVisionError(running(), reply, 503, {
          code: "VLM_PROVIDER_ERROR",
          message: "AI vision provider encountered an error during analysis",
          details: { reason, actor: "client" },
        });
        expect(Number(reply.headers.get("retry-after"))).toBe(retryAfterSec);
        expect(JSON.stringify([...reply.headers])).not.toContain("CANARY");
        expect(String(occurrences.at(-1)?.cause)).toMatch(/the provider/i);
        expect((await account.get("/v1/account")).json.usage.images.used).toBe(0);
        expect((await account.get("/v1/analyses")).json.items).toEqual([]);
      },
    );

    it.each<[string, ChatBehaviour, details: object]>([
      ["rejects the key", { does: "fail", status: 401, message: "CANARY" }, { reason: "rejected", actor: "support" }],
      [
        "rejects the request",
        { does: "fail", status: 400, message: "CANARY" },
        { reason: "rejected", actor: "support" },
      ],
      ["does not know the model", { does: "fail", status: 404 }, { reason: "rejected", actor: "support" }],
      [
        "declines",
        { does: "send", body: declined("refusal"), mediaType: "application/json" },
        { reason: "declined", actor: "end_user" },
      ],
      [
        "filters",
        { does: "send", body: declined("content_filter"), mediaType: "application/json" },
        { reason: "declined", actor: "end_user" },
      ],
    ])("does not invite a retry, and names who has to act, when the provider %s", async (_, does, details) => {
      const { chat } = running();
      chat.always(does);
      const reply = await account.post("/v1/analyses", { imageIds: [imageId] });
      expectVisionError(running(), reply, 503, {
        code: "VLM_PROVIDER_ERROR",
        message: "AI vision provider encountered an error during analysis",
        details,
      });
      expect(reply.headers.get("x-should-retry")).toBe("false");
      expect(reply.headers.get("retry-after")).toBe("300");
      expect((await account.get("/v1/account")).json.usage.images.used).toBe(0);
    });

    it("ends without a restart as soon as the provider recovers", async () => {
      const { chat, service } = running();
      chat.always({ does: "answer", content: sight });
      const reply = await account.post("/v1/analyses", { imageIds: [imageId] });
      expect(reply).toMatchObject({ status: 201, json: { provider: "test-model", images: [{ imageId, ...sight }] } });
      expect(service.backend.analyst.name).toBe("test-model");
    });

    it("fails the whole batch when one of its images fails", async () => {
      const { chat, openAccount } = running();
      const account = await openAccount();
      const imageIds = await Promise.all(Array.from({ length: 6 }, () => account.newImage()));
      chat.always({ does: "answer", content: sight });
      chat.next({ does: "answer", content: sight }, { does: "answer", content: sight }, { does: "fail", status: 500 });
      const reply = await account.post("/v1/analyses", { imageIds });
      expect(reply.status).toBe(503);
      expect((await account.get("/v1/account")).json.usage.images.used).toBe(0);
      expect((await account.post("/v1/analyses", { imageIds })).status).toBe(201);
      expect((await account.get("/v1/account")).json.usage.images.used).toBe(6);
    });

    // Last, because the provider receives no requests until that time.
    it("passes on the provider's Retry-After and sends it no requests until then", async () => {
      const { chat } = running();
      chat.requests.length = 0;
      chat.next({ does: "fail", status: 429, retryAfterSec: 20 });
      for (let call = 1; call <= 3; call += 1) {
        const reply = await account.post("/v1/analyses", { imageIds: [imageId] });
        expect(reply.status).toBe(503);
        expect(Number(reply.headers.get("retry-after"))).toBeGreaterThan(15);
      }
      expect(chat.requests).toHaveLength(1);
    });
  });
});
