import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { picture } from "../../testing/picture.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { storedImage, visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";

describe("RANGE_NOT_SATISFIABLE", () => {
  const content = "/v1/images/{{imageId}}/content";
  recordsExchange(visionDemo, "RANGE_NOT_SATISFIABLE", {
    steps: [
      ...storedImage("lab"),
      as("lab").get(content, { note: "starts after its end", headers: { Range: "bytes=1000000-" } }),
    ],
    works: as("lab").get("/v1/images/{{imageId}}", { note: "returns the length of the image" }),
  });

  inBothForms()((running) => {
    it("returns 416 with the length for a range that starts after the end of an image", async () => {
      const account = await running().openAccount();
      const content = await picture();
      const bytes = content.byteLength;
      const path = `/v1/images/${await account.newImage(content)}/content`;
      const reply = await account.get(path, { Range: `bytes=${bytes}-` });
      expectVisionError(running(), reply, 416, {
        code: "RANGE_NOT_SATISFIABLE",
        message: `The range lies outside the file, which has ${bytes.toLocaleString("en")} bytes.`,
        details: { bytes },
      });
      expect(reply.headers.get("content-range")).toBe(`bytes */${bytes}`);
      const last = await account.get(path, { Range: "bytes=-4" });
      expect([last.status, last.headers.get("content-range")]).toEqual([
        206,
        `bytes ${bytes - 4}-${bytes - 1}/${bytes}`,
      ]);
    });
  });
});
