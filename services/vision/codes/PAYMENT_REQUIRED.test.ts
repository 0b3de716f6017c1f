import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { picture } from "../../testing/picture.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { uploadImage, visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";

const error = { code: "PAYMENT_REQUIRED", message: "Subscription is past due" } as const;

describe("PAYMENT_REQUIRED", () => {
  recordsExchange(visionDemo, "PAYMENT_REQUIRED", {
    steps: [uploadImage("overdue", "the subscription is past due")],
    works: as("overdue").get("/v1/images?limit=1", { note: "reading is allowed" }),
  });

  inBothForms()((running) => {
    it("is returned for uploads and analyses while the subscription is past due, but not for reading and deleting", async () => {
      const { openAccount, service } = running();
      const account = await openAccount();
      const imageId = await account.newImage();
      const { sql } = service.backend.store;
      await sql`UPDATE vision_accounts SET subscription = 'past_due' WHERE id = ${account.id}`;
      service.backend.authenticate.forgetTenant(account.id);

      const upload = await account.send("POST", "/v1/images", await picture(), { "Content-Type": "image/png" });
      expectVisionError(running(), upload, 402, error);
      expectVisionError(running(), await account.post("/v1/analyses", { imageIds: [imageId] }), 402, error);
      expect((await account.get(`/v1/images/${imageId}`)).status).toBe(200);
      expect((await account.delete(`/v1/images/${imageId}`)).status).toBe(200);

      await sql`UPDATE vision_accounts SET subscription = 'active' WHERE id = ${account.id}`;
      service.backend.authenticate.forgetTenant(account.id);
      expect(await account.newImage()).toMatch(/^img_/);
    });
  });
});
