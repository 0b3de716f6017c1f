import { rm, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { deleteFiles } from "../../testing/recording/faults.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { storedImage, visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";

describe("INTERNAL_ERROR", () => {
  recordsExchange(visionDemo, "INTERNAL_ERROR", {
    fault: "The file of the image is missing from the server's disk.",
    steps: [
      ...storedImage("lab"),
      deleteFiles("vision/kept"),
      as("lab").get("/v1/images/{{imageId}}/content", { note: "its file is missing" }),
    ],
  });

  inBothForms()((running) => {
    it("is returned without the cause for the download of an image whose file is missing", async () => {
      const { openAccount, folder, occurrences } = running();
      const account = await openAccount();
      const imageId = await account.newImage();
      const path = `/v1/images/${imageId}/content`;
      expect((await account.get(path)).status).toBe(200);
      for (const spoil of [
        () => writeFile(`${folder}/vision/kept/${imageId}`, "half"),
        () => rm(`${folder}/vision/kept/${imageId}`),
      ]) {
        await spoil();
        const reply = await account.get(path);
        expectVisionError(running(), reply, 500, { code: "INTERNAL_ERROR", message: "Internal server error" });
        expect(JSON.stringify([...reply.headers])).not.toMatch(/ENOENT|kept/);
      }
      expect(occurrences.at(-1)).toMatchObject({ code: "INTERNAL_ERROR", tenant: account.id });
      expect(String(occurrences.at(-1)?.cause)).toContain("ENOENT");
    });
  });
});
