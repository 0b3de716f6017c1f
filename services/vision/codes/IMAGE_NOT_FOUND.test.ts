import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";
import { stableHeaders } from "../../testing/stable-headers.ts";

describe("IMAGE_NOT_FOUND", () => {
  recordsExchange(visionDemo, "IMAGE_NOT_FOUND", {
    steps: [as("lab").get("/v1/images/img_000000000000000000000000", { note: "no such image" })],
    works: as("lab").get("/v1/images?limit=1", { note: "lists the images that exist" }),
  });

  inBothForms()((running) => {
    it("returns the same bytes for an unknown id, a malformed id and another account's id", async () => {
      const { openAccount } = running();
      const [account, other] = [await openAccount(), await openAccount()];
      const foreign = await other.newImage();
      expect((await other.get(`/v1/images/${foreign}`)).status).toBeLessThan(300);
      const replies = await Promise.all([
        ...["img_0", "%00", foreign].map((id) => account.get(`/v1/images/${id}`)),
        account.delete(`/v1/images/${foreign}`),
        account.get(`/v1/images/${foreign}/content`),
      ]);
      for (const reply of replies) {
        expectVisionError(running(), reply, 404, { code: "IMAGE_NOT_FOUND", message: "Image not found" });
        expect(stableHeaders(reply)).toEqual(stableHeaders(replies[0]!));
      }
    });

    it("is returned for the analysis of an image that the account does not have", async () => {
      const { openAccount } = running();
      const [account, other] = [await openAccount(), await openAccount()];
      const imageIds = [await account.newImage(), await other.newImage()];
      const reply = await account.post("/v1/analyses", { imageIds });
      expectVisionError(running(), reply, 404, { code: "IMAGE_NOT_FOUND", message: "Image not found" });
      expect((await other.get(`/v1/images/${imageIds[1]}`)).status).toBe(200);
    });
  });
});
