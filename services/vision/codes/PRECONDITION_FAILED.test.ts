import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { picture } from "../../testing/picture.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { storedImage, visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";

describe("PRECONDITION_FAILED", () => {
  const content = "/v1/images/{{imageId}}/content";
  recordsExchange(visionDemo, "PRECONDITION_FAILED", {
    steps: [
      ...storedImage("lab"),
      as("lab").get(content, { note: "requires other content", headers: { "If-Match": '"0123"' } }),
    ],
    works: as("lab").get("/v1/images/{{imageId}}", { note: "returns the current SHA-256, which is the ETag" }),
  });

  inBothForms()((running) => {
    it("returns 412 with the ETag unless If-Match lists it", async () => {
      const account = await running().openAccount();
      const content = await picture();
      const path = `/v1/images/${await account.newImage(content)}/content`;
      const etag = `"${createHash("sha256").update(content).digest("hex")}"`;
      expectVisionError(running(), await account.get(path, { "If-Match": '"other"' }), 412, {
        code: "PRECONDITION_FAILED",
        message: "The file does not have the ETag that If-Match requires.",
        details: { etag },
      });
      expect((await account.get(path, { "If-Match": etag })).status).toBe(200);
      expect((await account.get(path, { "If-None-Match": `W/${etag}` })).status).toBe(304);
    });
  });
});
