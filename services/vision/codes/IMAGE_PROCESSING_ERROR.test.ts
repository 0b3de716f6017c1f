import { readdir, rm, writeFile } from "node:fs/promises";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import type { Reply } from "../../testing/http-client.ts";
import { picture } from "../../testing/picture.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { truncatedImage, uploadImage, uploadNewImage, visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";

const damaged = { reason: "damaged", problem: "the image is damaged or not complete" };

const damagedInStore = (imageId: string) => ({
  reason: "damaged",
  problem: `image ${imageId} is damaged or not complete`,
  imageId,
});

const formats = ["png", "jpeg", "webp", "gif", "avif"] as const;
const files = new Map(formats.map((format) => [format, picture({ format, width: 120, height: 80 })]));

/** 51 million white pixels. */
const packed = sharp({ create: { width: 8_500, height: 6_000, channels: 3, background: "#fff" } })
  .png({ compressionLevel: 6 })
  .toBuffer()
  .then((file) => new Uint8Array(file));

describe("IMAGE_PROCESSING_ERROR", () => {
  recordsExchange(visionDemo, "IMAGE_PROCESSING_ERROR", {
    steps: [uploadImage("lab", "the end of the file is missing", truncatedImage)],
    works: uploadNewImage("a complete file"),
  });

  inBothForms()((running) => {
    function expectRefused(reply: Reply, details: { reason: string; problem: string; imageId?: string }): void {
      expectVisionError(running(), reply, 422, {
        code: "IMAGE_PROCESSING_ERROR",
        message: `Image processing or analysis failed: ${details.problem}`,
        details,
      });
    }

    it.each(formats)("is returned for the upload of a truncated %s", async (format) => {
      const account = await running().openAccount();
      const whole = await files.get(format)!;
      for (const cut of [whole.slice(0, whole.byteLength * 0.6), whole.slice(0, -20), whole.slice(0, -1)]) {
        const reply = await account.send("POST", "/v1/images", cut, { "Content-Type": `image/${format}` });
        expectRefused(reply, damaged);
      }
      expect((await account.get("/v1/account")).json.usage.storage.usedBytes).toBe(0);
      expect(await readdir(`${running().folder}/vision/incoming`)).toEqual([]);
    });

    it("is returned for an upload with changed bytes and for one that is only a header", async () => {
      const account = await running().openAccount();
      const changed = await picture({ width: 200, height: 200 });
      for (let at = 0; at < 40; at += 1) changed[2_000 + at]! ^= 0x55;
      expectRefused(await account.upload("/v1/images", changed, "a.png", "image/png"), damaged);
      expectRefused(await account.upload("/v1/images", changed.slice(0, 33), "a.png", "image/png"), damaged);
    });

    it("is returned for a small file with more than 50 million pixels, without allocating them", async () => {
      const account = await running().openAccount();
      const bomb = await packed;
      expect(bomb.byteLength).toBeLessThan(1_000_000);
      expectRefused(await account.send("POST", "/v1/images", bomb, { "Content-Type": "image/png" }), {
        reason: "too_many_pixels",
        problem: "the image has more than 50000000 pixels",
      });
    });

    it("is returned with the image id for a stored image that is too small, changed or missing", async () => {
      const account = await running().openAccount();
      const small = await account.newImage(await picture({ width: 7, height: 20 }));
      expectRefused(await account.post("/v1/analyses", { imageIds: [small] }), {
        reason: "too_small",
        problem: `image ${small} has fewer than 8 pixels on a side`,
        imageId: small,
      });

      const content = await picture({ format: "jpeg", width: 100, height: 100 });
      const reply = await account.send("POST", "/v1/images", content, { "Content-Type": "image/jpeg" });
      const imageId = reply.json.id;
      const file = `${running().folder}/vision/kept/${imageId}`;
      content[content.byteLength - 200]! ^= 0xff;
      await writeFile(file, content);
      expectRefused(await account.post("/v1/analyses", { imageIds: [imageId] }), damagedInStore(imageId));
      await writeFile(file, content.subarray(1));
      expectRefused(await account.post("/v1/analyses", { imageIds: [imageId] }), damagedInStore(imageId));
      await rm(file);
      const gone = await account.post("/v1/analyses", { imageIds: [await account.newImage(), imageId] });
      expectRefused(gone, damagedInStore(imageId));
      expect(JSON.stringify([...gone.headers])).not.toMatch(/ENOENT|kept/);
      expect((await account.get("/v1/account")).json.usage.images.used).toBe(0);
    });
  });
});
