import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { onEveryEngine } from "../../testing/running-vision.ts";

const seen = { description: "Tiles.", labels: [], text: null };

describe("analyses by a model that does not respond", () => {
  onEveryEngine({ hasProvider: true, deadlineMs: 60_000 })((running) => {
    it("are limited to 8 per account, without delaying another account, and are not charged", async () => {
      const { openAccount, chat } = running();
      const [slow, other] = [await openAccount(), await openAccount()];
      const body = { imageIds: [await slow.newImage()] };
      const imageIds = [await other.newImage()];
      chat.requests.length = 0;
      let giveUp = (): void => undefined;
      const after = new Promise<void>((resolve) => {
        giveUp = resolve;
      });
      chat.next(...Array.from({ length: 8 }, () => ({ does: "fail", status: 504, after }) as const));
      chat.always({ does: "answer", content: seen });
      const stalled = Array.from({ length: 8 }, () => slow.post("/v1/analyses", body));
      await expect.poll(() => chat.requests.length).toBe(8);

      const start = performance.now();
      expect((await other.post("/v1/analyses", { imageIds })).status).toBe(201);
      expect(performance.now() - start).toBeLessThan(6_000);

      const limited = await slow.post("/v1/analyses", body);
      expectVisionError(running(), limited, 429, {
        code: "RATE_LIMIT_ERROR",
        message: "Rate limit exceeded: 8 analyses at the same time",
        details: { reason: "analyses" },
      });
      expect(limited.headers.get("retry-after")).toBe("2");
      giveUp();
      expect((await Promise.all(stalled)).map(({ status }) => status)).toEqual(Array(8).fill(504));
      expect((await slow.get("/v1/account")).json.usage.images.used).toBe(0);
      expect((await slow.post("/v1/analyses", body)).status).toBe(201);
    });
  });
});
