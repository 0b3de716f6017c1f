import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import type { Reply } from "../../testing/http-client.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { uploadNewImage, visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";

const MB = 1024 * 1024;
const png = { "Content-Type": "image/png" };
const start = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Starts like an image; it is rejected before decoding. */
function bytes(count: number): Uint8Array<ArrayBuffer> {
  const content = new Uint8Array(count);
  content.set(start);
  return content;
}

describe("HTTP_413", () => {
  const headers = { "Content-Type": "image/png" };
  recordsExchange(visionDemo, "HTTP_413", {
    steps: [
      as("pinch").send(
        "POST",
        "/v1/images",
        { repeat: "0", times: 20_001 },
        { note: "20,001 bytes, storage 20,000", headers },
      ),
    ],
    works: uploadNewImage("a small image"),
  });

  inBothForms()((running) => {
    function expectTooLarge(reply: Reply, maxBytes: number, actualBytes?: number): void {
      const message = `File or body exceeds maximum size limit of ${maxBytes.toLocaleString("en")} bytes`;
      const details = actualBytes === undefined ? { maxBytes } : { maxBytes, actualBytes };
      expectVisionError(running(), reply, 413, { code: "HTTP_413", message, details });
    }

    it("is returned for a file of 20 MB plus one byte, and for a much larger one before it is read", async () => {
      const account = await running().openAccount();
      const over = await account.send("POST", "/v1/images", bytes(20 * MB + 1), png);
      expectTooLarge(over, 20 * MB, 20 * MB + 1);
      expectTooLarge(await account.upload("/v1/images", bytes(21 * MB), "a.png", "image/png"), 20 * MB, 21 * MB);
      const chunked = { method: "POST", duplex: "half", body: new Blob([bytes(20 * MB + 1)]).stream() };
      const headers = { ...png, Authorization: `Bearer ${account.key}` };
      const reply = await fetch(`${running().url}/v1/images`, { ...chunked, headers } as RequestInit);
      expect(reply.status).toBe(413);
    });

    it("is returned for a file that is larger than the account's whole storage", async () => {
      const account = await running().openAccount({ storageBytes: 1_000 });
      const reply = await account.send("POST", "/v1/images", bytes(1_001), png);
      expectTooLarge(reply, 1_000, 1_001);
      expect((await account.get("/v1/account")).json.usage.storage).toEqual({ quotaBytes: 1_000, usedBytes: 0 });
    });

    it("is returned for JSON of more than 64 kB", async () => {
      const account = await running().openAccount();
      const reply = await account.post("/v1/rules", { name: "x".repeat(65_536) });
      expectTooLarge(reply, 65_536);
    });
  });
});
