import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { storedImage, visionDemoWithProvider } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";

// Longer than starting two worker processes takes on a busy machine.
const deadlineMs = 3_000;

describe("TIMEOUT", () => {
  recordsExchange(visionDemoWithProvider({ does: "stall_before_headers" }), "TIMEOUT", {
    fault: "The vision provider does not respond.",
    steps: [...storedImage("lab"), as("lab").post("/v1/analyses", { imageIds: ["{{imageId}}"] })],
  });

  inBothForms({ hasProvider: true, deadlineMs })((running) => {
    it("is returned at the deadline when the provider does not respond, or stops within its response; the requests to it are cancelled and nothing is charged", async () => {
      const { openAccount, chat } = running();
      const account = await openAccount();
      const imageIds = [await account.newImage(), await account.newImage()];
      chat.requests.length = 0;
      chat.next({ does: "stall_before_headers" }, { does: "stall_in_body" });
      chat.always({ does: "stall_in_body" });
      const analyse = async (ids: readonly string[]) => {
        const started = performance.now();
        const reply = await account.post("/v1/analyses", { imageIds: ids });
        const tookMs = performance.now() - started;
        const details = { batchSize: ids.length, deadlineMs };
        expectVisionError(running(), reply, 504, { code: "TIMEOUT", message: "Operation timed out", details });
        expect(tookMs).toBeGreaterThanOrEqual(deadlineMs - 5);
        expect(tookMs).toBeLessThan(deadlineMs + 2_000);
      };
      await Promise.all([analyse(imageIds), analyse(imageIds.slice(1)), analyse(imageIds.slice(0, 1))]);
      expect(chat.requests).toHaveLength(4);
      expect(await Promise.all(chat.requests.map(({ ended }) => ended))).toEqual(Array(4).fill("cancelled"));
      expect((await account.get("/v1/account")).json.usage.images.used).toBe(0);
      expect((await account.get("/v1/analyses")).json.items).toEqual([]);
    });

    it("is returned when the provider reports a timeout", async () => {
      const account = await running().openAccount();
      const imageId = await account.newImage();
      running().chat.always({ does: "fail", status: 504 });
      const reply = await account.post("/v1/analyses", { imageIds: [imageId] });
      expect(reply.status).toBe(504);
    });
  });
});
