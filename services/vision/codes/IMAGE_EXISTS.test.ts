import { readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { picture } from "../../testing/picture.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { uploadImage, visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";

describe("IMAGE_EXISTS", () => {
  recordsExchange(visionDemo, "IMAGE_EXISTS", {
    steps: [uploadImage("lab", "stores an image, unless it is already stored"), uploadImage("lab", "the same bytes")],
    works: as("lab").get("/v1/images?limit=1", { note: "finds the stored image" }),
  });

  inBothForms()((running) => {
    it("is returned for the same bytes under any name, but not for another account", async () => {
      const { openAccount } = running();
      const [account, other] = [await openAccount(), await openAccount()];
      const content = await picture();
      const imageId = await account.newImage(content);
      const reply = await account.upload("/v1/images", content, "other.png", "image/png");
      expectVisionError(running(), reply, 409, {
        code: "IMAGE_EXISTS",
        message: "Image already exists",
        details: { imageId },
      });
      expect(await other.newImage(content)).not.toBe(imageId);
      const { usedBytes } = (await account.get("/v1/account")).json.usage.storage;
      expect(usedBytes).toBe(content.byteLength);
    });

    it("is returned for all but one of simultaneous uploads of the same bytes, which leave no files", async () => {
      const { openAccount, folder } = running();
      const account = await openAccount();
      const content = await picture();
      const send = () => account.send("POST", "/v1/images", content, { "Content-Type": "image/png" });
      const statuses = (await Promise.all(Array.from({ length: 6 }, send))).map(({ status }) => status);
      expect(statuses.sort()).toEqual([201, 409, 409, 409, 409, 409]);
      expect(await readdir(`${folder}/vision/incoming`)).toEqual([]);
      const { backend } = running().service;
      expect(await backend.store.sql`SELECT file_id FROM files_moves`).toEqual([]);
      expect((await backend.storage.usage(backend.store.sql, account.id)).reservedBytes).toBe(0);
    });
  });
});
