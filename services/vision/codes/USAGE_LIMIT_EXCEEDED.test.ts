import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { storedImage, visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";

describe("USAGE_LIMIT_EXCEEDED", () => {
  const analysis = { imageIds: ["{{imageId}}"] };
  recordsExchange(visionDemo, "USAGE_LIMIT_EXCEEDED", {
    steps: [
      ...storedImage("lab", "otherImageId"),
      ...storedImage("pinch"),
      as("pinch").post("/v1/analyses", analysis, { note: "the only image of this month, or one more" }),
      as("pinch").post("/v1/analyses", analysis, { note: "the limit is 1 image a month" }),
    ],
    works: as("lab").post("/v1/analyses", { imageIds: ["{{otherImageId}}"] }, { note: "a plan with a higher limit" }),
  });

  inBothForms()((running) => {
    it("is returned above the monthly limit, with the start of the next month, in which the request succeeds", async () => {
      const { openAccount, advance, service } = running();
      const account = await openAccount({ monthlyImages: 3 });
      const ids = [await account.newImage(), await account.newImage()];
      expect((await account.post("/v1/analyses", { imageIds: ids })).status).toBe(201);
      const now = new Date(service.backend.clock());
      const resetsAt = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
      const refused = await account.post("/v1/analyses", { imageIds: ids });
      expectVisionError(running(), refused, 429, {
        code: "USAGE_LIMIT_EXCEEDED",
        message: "Monthly processing limit reached: 2 of 3 images are used, 2 more are needed",
        details: { limit: 3, used: 2, required: 2, resetsAt: resetsAt.toISOString() },
      });
      const waitSec = Number(refused.headers.get("retry-after"));
      expect(Math.abs(waitSec - (resetsAt.getTime() - now.getTime()) / 1_000)).toBeLessThan(10);
      // The remaining images can still be analysed, and no more.
      expect((await account.post("/v1/analyses", { imageIds: ids.slice(1) })).status).toBe(201);
      const usage = (await account.get("/v1/account")).json.usage.images;
      expect(usage).toEqual({ limit: 3, used: 3, resetsAt: resetsAt.toISOString() });

      advance(waitSec * 1_000);
      expect((await account.post("/v1/analyses", { imageIds: ids })).status).toBe(201);
      expect((await account.get("/v1/account")).json.usage.images.used).toBe(2);
    });

    it("accepts exactly the remaining number of images in simultaneous analyses", async () => {
      const account = await running().openAccount({ monthlyImages: 5 });
      const imageId = await account.newImage();
      const replies = await Promise.all(
        Array.from({ length: 12 }, () => account.post("/v1/analyses", { imageIds: [imageId] })),
      );
      expect(replies.filter(({ status }) => status === 201)).toHaveLength(5);
      expect(replies.filter(({ status }) => status === 429)).toHaveLength(7);
    });
  });
});
