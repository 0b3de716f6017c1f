import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { imagingDemo, indexedStudy, report, reportsPath } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { reportFiles } from "../../testing/report-files.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);

describe("INVALID_REPORT_TYPE", () => {
  const misnamed = { ...report, fileName: "report.pdf", type: "application/pdf" };
  recordsExchange(imagingDemo, "INVALID_REPORT_TYPE", {
    steps: [...indexedStudy, as("acme").upload(reportsPath, misnamed, { note: "text with the name of a PDF file" })],
    works: as("acme").upload(reportsPath, report, { note: "text with the name of a text file" }),
  });

  onEveryEngine((running) => {
    const { pdf, docx } = reportFiles;
    const bytes = (text: string) => new TextEncoder().encode(text);
    const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

    it.each([
      ["an image", png, "scan.png", "image/png", "image/png", "not_accepted"],
      ["an image named as a PDF", png, "report.pdf", "application/pdf", "image/png", "not_accepted"],
      ["a text named as a PDF", bytes("no finding"), "report.pdf", "application/pdf", "text/plain", "mismatch"],
      ["a web page named as a text", bytes("<html><script>"), "report.txt", "text/plain", null, "not_accepted"],
      ["a PDF named as a text", pdf.content, "report.txt", "text/plain", "application/pdf", "mismatch"],
      ["a file without an extension", pdf.content, "report", "application/pdf", "application/pdf", "mismatch"],
      ["a PDF declared as an image", pdf.content, "report.pdf", "image/png", "application/pdf", "mismatch"],
      ["a truncated PDF", pdf.content.slice(0, 300), "report.pdf", "application/pdf", "application/pdf", "damaged"],
      [
        "a PDF followed by an archive",
        joined(pdf.content, docx.content),
        "report.pdf",
        "application/pdf",
        "polyglot",
        "polyglot",
      ],
      ["an empty file", new Uint8Array(), "report.txt", "text/plain", null, "empty"],
    ])("returns 400 with the reason for %s", async (_, content, fileName, mediaType, detected, reason) => {
      const { partner, path } = await running().openStudy();
      const reply = await partner.upload(path, content as Uint8Array<ArrayBuffer>, fileName, mediaType);
      const extension = /\.(\w+)$/.exec(fileName)?.[1] ?? "";
      expectError(reply, 400, {
        code: "INVALID_REPORT_TYPE",
        message: "The report must be PDF, DOC, DOCX or TXT.",
        details: { accepted: ["PDF", "DOC", "DOCX", "TXT"], detected, extension, reason },
      });
      expect((await partner.get(path)).json.data.items).toEqual([]);
    });

    it.each([
      ["UTF-8", bytes("Größe: 3 mm"), "text/plain; charset=utf-8"],
      [
        "UTF-16 with a byte order mark",
        new Uint8Array(Buffer.from("\uFEFFGröße: 3 mm", "utf16le")),
        "text/plain; charset=utf-16",
      ],
      ["Windows-1252", new Uint8Array(Buffer.from("Größe: 3 mm", "latin1")), "text/plain; charset=windows-1252"],
    ])("accepts a text in %s and returns it with its charset", async (_, content, contentType) => {
      const { partner, customerId, path } = await running().openStudy();
      const { data } = (await partner.upload(path, content as Uint8Array<ArrayBuffer>, "a.txt", "text/plain")).json;
      expect(data.mediaType).toBe("text/plain");
      const download = await fetch(`${running().url}/v1/customers/${customerId}/reports/${data.id}/content`, {
        headers: { Authorization: `Bearer ${partner.key}` },
      });
      expect(download.headers.get("content-type")).toBe(contentType);
      expect(new Uint8Array(await download.arrayBuffer())).toEqual(content);
    });

    it("accepts PDF, DOC, DOCX and TXT files", async () => {
      const { partner, path } = await running().openStudy();
      for (const { content, fileName, mediaType } of Object.values(reportFiles)) {
        const reply = await partner.upload(path, content, fileName, mediaType);
        expect(reply.text).toContain(mediaType);
        expect(reply.status).toBe(201);
      }
    });
  });
});
