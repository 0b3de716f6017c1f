import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { imagingDemo, indexedStudy, report, reportsPath } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

const limit = 25 * 1024 * 1024;
const message = "The report exceeds the 25 MB limit.";

describe("FILE_TOO_LARGE", () => {
  const large = { ...report, content: { repeat: "a", times: limit + 1 } };
  recordsExchange(imagingDemo, "FILE_TOO_LARGE", {
    steps: [...indexedStudy, as("acme").upload(reportsPath, large, { note: "one byte more than 25 MB" })],
    works: as("acme").upload(reportsPath, report, { note: "a few bytes" }),
  });

  onEveryEngine((running) => {
    const text = (bytes: number) => new Uint8Array(bytes).fill(0x61);

    it("returns 400 for a report of 25 MB and one byte, and 201 for one of 25 MB", async () => {
      const { partner, path } = await running().openStudy();
      expect((await partner.upload(path, text(limit), "full.txt", "text/plain")).status).toBe(201);
      expectError(await partner.upload(path, text(limit + 1), "over.txt", "text/plain"), 400, {
        code: "FILE_TOO_LARGE",
        message,
        details: { maxBytes: limit, actualBytes: limit + 1 },
      });
      expect((await partner.get(path)).json.data.items).toHaveLength(1);
    });

    it("returns 400 based on the Content-Length of a much larger report, without reading it", async () => {
      const { partner, path } = await running().openStudy();
      const reply = await partner.upload(path, text(limit + 1024 * 1024), "huge.txt", "text/plain");
      expectError(reply, 400, { code: "FILE_TOO_LARGE", message, details: { maxBytes: limit } });
    });

    it.each([
      [
        "with the size of the file if it was read to the end",
        100_000,
        { maxBytes: limit, actualBytes: limit + 100_000 },
      ],
      ["without a size if reading stopped early", 3 * limit, { maxBytes: limit }],
    ])("returns 400 for an upload without Content-Length, %s", async (_, excess, details) => {
      const { partner, path } = await running().openStudy();
      const head = '--X\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n';
      const reply = await partner.sendForm(path, [head, text(limit + excess), "\r\n--X--\r\n"], "chunked");
      expectError(reply, 400, { code: "FILE_TOO_LARGE", message, details });
    });
  });
});
