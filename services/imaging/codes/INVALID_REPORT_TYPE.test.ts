import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { reportFiles } from "../../testing/report-files.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);

describe("INVALID_REPORT_TYPE", () => {
  onEveryEngine((running) => {
    it.each([
      ["an image", png, "scan.png", "image/png"],
      ["an image called a PDF", png, "report.pdf", "application/pdf"],
      ["a text called a PDF", new TextEncoder().encode("no finding"), "report.pdf", "application/pdf"],
      ["a page called a text", new TextEncoder().encode("<html><script>"), "report.txt", "text/plain"],
      ["a PDF called a text", reportFiles.pdf.content, "report.txt", "text/plain"],
      ["a file without an extension", reportFiles.pdf.content, "report", "application/pdf"],
      ["an empty file", new Uint8Array(), "report.txt", "text/plain"],
    ])("answers %s", async (_, content, fileName, mediaType) => {
      const { partner, path } = await running().openStudy();
      const reply = await partner.upload(path, content as Uint8Array<ArrayBuffer>, fileName, mediaType);
      expectError(reply, 400, {
        code: "INVALID_REPORT_TYPE",
        message: "The report must be PDF, DOC, DOCX or TXT.",
        details: { accepted: ["PDF", "DOC", "DOCX", "TXT"], detected: reply.json.error.details.detected },
      });
      expect((await partner.get(path)).json.data.items).toEqual([]);
    });

    it("accepts each of the four types by its content", async () => {
      const { partner, path } = await running().openStudy();
      for (const { content, fileName, mediaType } of Object.values(reportFiles)) {
        const reply = await partner.upload(path, content, fileName, mediaType);
        expect(reply.text).toContain(mediaType);
        expect(reply.status).toBe(201);
      }
    });
  });
});
