import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { holdingPool } from "../../testing/holding-pool.ts";
import { picture } from "../../testing/picture.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { startRun } from "../../testing/recording/run-steps.ts";
import { uploadImage, visionDemoWith } from "../../testing/recording/vision-demo.ts";
import { imagePool, inBothForms } from "../../testing/running-vision.ts";

const { pool, holdNext } = holdingPool(imagePool);

describe("REQUEST_IN_PROGRESS", () => {
  const upload = uploadImage("lab", "uploads the same image", undefined, { "Idempotency-Key": "image-1" });
  recordsExchange(visionDemoWith(pool), "REQUEST_IN_PROGRESS", {
    fault: "The first request with the key is still running.",
    steps: [
      async (demo) => {
        const held = holdNext(demo.stopped);
        void startRun(demo, "first")
          .send(upload)
          .catch(() => undefined);
        await held;
      },
      upload,
    ],
  });

  inBothForms({ imagePool: pool })((running) => {
    it("is returned with 409 and Retry-After until the first request ends, then its response", async () => {
      const account = await running().openAccount();
      const content = await picture();
      const headers = { "Content-Type": "image/png", "Idempotency-Key": "k" };
      const send = () => account.send("POST", "/v1/images", content, headers);
      let end = (): void => undefined;
      const held = holdNext(new Promise<void>((resolve) => (end = resolve)));
      const first = send();
      await held;
      const waiting = await send();
      expectVisionError(running(), waiting, 409, {
        code: "REQUEST_IN_PROGRESS",
        message: "The first request with this Idempotency-Key is still running.",
      });
      expect(waiting.headers.get("retry-after")).toBe("1");
      end();
      expect((await first).status).toBe(201);
      expect((await send()).text).toBe((await first).text);
    });
  });
});
