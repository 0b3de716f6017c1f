import { describe, expect, it } from "vitest";
import type { ChatBehaviour } from "../../testing/chat-server.ts";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { inBothForms } from "../../testing/running-vision.ts";

const sight = { description: "A tile.", labels: ["tile"], text: null };

describe("VLM_PROVIDER_ERROR", () => {
  inBothForms({ hasProvider: true })((running) => {
    it.each<[string, ChatBehaviour, retryAfterSec: number]>([
      ["fails", { does: "fail", status: 500, message: "CANARY" }, 5],
      ["refuses our key", { does: "fail", status: 401 }, 5],
      ["closes the connection", { does: "hang_up" }, 5],
      ["breaks off in the middle", { does: "truncate" }, 5],
      ["answers HTML", { does: "send", body: "<html>CANARY</html>", mediaType: "text/html" }, 5],
      ["answers prose", { does: "answer", content: "I see a CANARY." }, 5],
      ["answers JSON that nobody asked for", { does: "answer", content: { CANARY: true } }, 5],
      ["lies about the types", { does: "answer", content: { ...sight, labels: "CANARY" } }, 5],
      ["tells more than was asked", { does: "answer", content: { ...sight, admin: "CANARY" } }, 5],
      // The last one: until that time it is asked nothing.
      ["is overloaded and says for how long", { does: "fail", status: 429, retryAfterSec: 1 }, 1],
    ])(
      "answers when the provider %s, says when to come back, and nothing is counted",
      async (_, does, retryAfterSec) => {
        const { openAccount, chat, occurrences } = running();
        const account = await openAccount();
        const imageId = await account.newImage();
        chat.always(does);
        const reply = await account.post("/v1/analyses", { imageIds: [imageId] });
        expectVisionError(running(), reply, 503, {
          code: "VLM_PROVIDER_ERROR",
          message: "AI vision provider encountered an error during analysis",
        });
        expect(Number(reply.headers.get("retry-after"))).toBe(retryAfterSec);
        expect(JSON.stringify([...reply.headers])).not.toContain("CANARY");
        expect(String(occurrences.at(-1)?.cause)).toMatch(/the provider/);
        expect((await account.get("/v1/account")).json.usage.images.used).toBe(0);
        expect((await account.get("/v1/analyses")).json.items).toEqual([]);
      },
    );

    it("is over as soon as the provider is well again, without a restart", async () => {
      const account = await running().openAccount();
      const imageId = await account.newImage();
      const { chat, service } = running();
      chat.always({ does: "answer", content: sight });
      // A provider that said when to come back is asked nothing before.
      await expect
        .poll(() => account.post("/v1/analyses", { imageIds: [imageId] }), { timeout: 5_000, interval: 200 })
        .toMatchObject({ status: 201, json: { provider: "test-model", images: [{ imageId, ...sight }] } });
      expect(service.backend.analyst.name).toBe("test-model");
    });

    it("fails a batch as a whole when one of its images fails", async () => {
      const account = await running().openAccount();
      const imageIds = await Promise.all(Array.from({ length: 6 }, () => account.newImage()));
      const { chat } = running();
      chat.always({ does: "answer", content: sight });
      chat.next({ does: "answer", content: sight }, { does: "answer", content: sight }, { does: "fail", status: 500 });
      const reply = await account.post("/v1/analyses", { imageIds });
      expect(reply.status).toBe(503);
      expect((await account.get("/v1/account")).json.usage.images.used).toBe(0);
      expect((await account.post("/v1/analyses", { imageIds })).status).toBe(201);
      expect((await account.get("/v1/account")).json.usage.images.used).toBe(6);
    });
  });
});
