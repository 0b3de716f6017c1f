import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { picture } from "../../testing/picture.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { uploadImage, uploadNewImage, visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";

const png = { "Content-Type": "image/png" };

describe("STORAGE_QUOTA_EXCEEDED", () => {
  const headers = { "Content-Type": "image/png" };
  recordsExchange(visionDemo, "STORAGE_QUOTA_EXCEEDED", {
    steps: [
      uploadImage("pinch", "stores a small image, unless it is already stored"),
      as("pinch").send(
        "POST",
        "/v1/images",
        { repeat: "0", times: 20_000 },
        { note: "20,000 bytes, storage 20,000", headers },
      ),
    ],
    works: uploadNewImage("an account with more storage"),
  });

  inBothForms()((running) => {
    it("is returned for a file that does not fit into the remaining storage, until another file is deleted", async () => {
      const [first, second] = [await picture(), await picture()];
      const quotaBytes = first.byteLength + second.byteLength - 1;
      const account = await running().openAccount({ storageBytes: quotaBytes });
      const id = await account.newImage(first);
      const facts = { quotaBytes, usedBytes: first.byteLength, requiredBytes: second.byteLength };
      const [quota, used, required] = Object.values(facts).map((count) => count.toLocaleString("en"));
      expectVisionError(running(), await account.send("POST", "/v1/images", second, png), 402, {
        code: "STORAGE_QUOTA_EXCEEDED",
        message: `Account storage limit reached: ${used} of ${quota} bytes are used, ${required} more are needed`,
        details: facts,
      });
      expect((await account.get("/v1/images")).json.items).toHaveLength(1);
      await account.delete(`/v1/images/${id}`);
      expect((await account.send("POST", "/v1/images", second, png)).status).toBe(201);
    });

    it("accepts exactly as many simultaneous uploads as fit", async () => {
      const files = await Promise.all(Array.from({ length: 8 }, () => picture({ width: 32, height: 32 })));
      const largest = Math.max(...files.map(({ byteLength }) => byteLength));
      const account = await running().openAccount({ storageBytes: largest * 3 });
      const statuses = await Promise.all(
        files.map(async (file) => (await account.send("POST", "/v1/images", file, png)).status),
      );
      expect(statuses.filter((status) => status === 201)).toHaveLength(3);
      expect(statuses.filter((status) => status === 402)).toHaveLength(5);
      const { service } = running();
      const usage = await service.backend.storage.usage(service.backend.store.sql, account.id);
      expect(usage.reservedBytes).toBe(0);
    });
  });
});
