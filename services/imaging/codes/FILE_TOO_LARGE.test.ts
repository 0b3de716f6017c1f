import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

const limit = 25 * 1024 * 1024;
const message = "The report exceeds the limit of 25 MB.";

describe("FILE_TOO_LARGE", () => {
  onEveryEngine((running) => {
    const text = (bytes: number) => new Uint8Array(bytes).fill(0x61);

    it("answers a report of one byte more than 25 MB, and accepts one of 25 MB", async () => {
      const { partner, path } = await running().openStudy();
      expect((await partner.upload(path, text(limit), "full.txt", "text/plain")).status).toBe(201);
      expectError(await partner.upload(path, text(limit + 1), "over.txt", "text/plain"), 400, {
        code: "FILE_TOO_LARGE",
        message,
        details: { maxBytes: limit, actualBytes: limit + 1 },
      });
      expect((await partner.get(path)).json.data.items).toHaveLength(1);
    });

    it("answers a much larger one by its declared length, before it is read", async () => {
      const { partner, path } = await running().openStudy();
      const reply = await partner.upload(path, text(limit + 1024 * 1024), "huge.txt", "text/plain");
      const { actualBytes } = reply.json.error.details;
      expectError(reply, 400, { code: "FILE_TOO_LARGE", message, details: { maxBytes: limit, actualBytes } });
      expect(actualBytes).toBeGreaterThan(limit + 1024 * 1024);
    });

    it("answers one whose length the client does not say as soon as it is counted", async () => {
      const { partner, path } = await running().openStudy();
      const response = await fetch(running().url + path, {
        method: "POST",
        headers: { Authorization: `Bearer ${partner.key}`, "Content-Type": "multipart/form-data; boundary=x" },
        body: new Blob([
          '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n',
          text(limit + 100_000),
          "\r\n--x--\r\n",
        ]).stream(),
        duplex: "half",
      } as RequestInit);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ success: false, error: { code: "FILE_TOO_LARGE" } });
    });
  });
});
