import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extensionOf, safeFileName } from "./file-name.ts";

/** Texts with many joiners. */
const joinedText = fc.string({
  unit: fc.constantFrom("\u200c", "\u200d", "a", "م", "क", "\u094d", "👩", "\ufe0f", ".", " ", "/"),
});

describe("safeFileName", () => {
  it("keeps ordinary names in any script", () => {
    for (const name of ["report.pdf", "Befund Größe 3.docx", "报告.txt", "rapport.v2.final.pdf"]) {
      expect(safeFileName(name)).toBe(name);
    }
  });

  it("keeps joiners within the words of scripts that need them and within emoji, and removes others", () => {
    for (const name of [
      "می\u200cخواهم.pdf",
      "क्\u200dष.txt",
      "👩\u200d👩\u200d👧.png",
      "🏴\u200d☠️.png",
      "👨🏽\u200d⚕️.pdf",
    ]) {
      expect(safeFileName(name)).toBe(name);
    }
    expect(safeFileName("in\u200dvoice\u200c.pdf")).toBe("invoice.pdf");
    expect(safeFileName("\u200dمی\u200c.pdf")).toBe("می.pdf");
    expect(safeFileName("👩\u200d\u200d👧.png")).toBe("👩👧.png");
    expect(safeFileName(`${"👩\u200d".repeat(200)}.png`)).toMatch(/👩\.png$/u);
  });

  it("removes folders, control and bidirectional characters, and reserved names", () => {
    expect(safeFileName("../../etc/passwd")).toBe("passwd");
    expect(safeFileName("C:\\fakepath\\report.pdf")).toBe("report.pdf");
    expect(safeFileName("report.pdf\u0000.txt")).toBe("report.pdf.txt");
    expect(safeFileName('a"\r\nSet-Cookie: x.pdf')).toBe("aSet-Cookie x.pdf");
    expect(safeFileName("invoice\u202Efdp.exe")).toBe("invoicefdp.exe");
    expect(safeFileName("con.txt")).toBe("_con.txt");
    expect(safeFileName(".htaccess")).toBe("htaccess");
    expect(safeFileName("...")).toBe("file");
    expect(safeFileName("", "report")).toBe("report");
  });

  it("shortens names to 255 bytes between characters, and keeps the extension", () => {
    expect(safeFileName(`${"a".repeat(400)}.pdf`)).toBe(`${"a".repeat(251)}.pdf`);
    const wide = safeFileName(`${"界".repeat(200)}.pdf`);
    expect(Buffer.byteLength(wide)).toBeLessThanOrEqual(255);
    expect(wide).toMatch(/^界+\.pdf$/);
  });

  it.each(["界 ", "\u0301\u0327", ". ", "/"])(
    "handles a name of a megabyte of %j within 500 ms of CPU time",
    (part) => {
      const { user } = process.cpuUsage();
      const name = safeFileName(`${part.repeat(300_000)}.pdf`);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
      expect(name).toMatch(/pdf$/);
      expect((process.cpuUsage().user - user) / 1_000).toBeLessThan(500);
    },
  );

  it("returns a safe, short and stable name for any text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary", maxLength: 400 }), joinedText), (text) => {
        const name = safeFileName(text);
        expect(name).not.toMatch(/(?![\u200c\u200d])[/\\\p{Cc}\p{Cf}<>:"|?*]/u);
        expect(name).not.toMatch(/^\.|^\s|\s$|^$/);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        expect(safeFileName(name)).toBe(name);
      }),
    );
  });

  it("extensionOf returns the part after the last dot", () => {
    expect(extensionOf("a.PDF")).toBe("pdf");
    expect(extensionOf("a.pdf.exe")).toBe("exe");
    expect(extensionOf("IM000001")).toBe("");
    expect(extensionOf(".pdf")).toBe("");
    expect(extensionOf("a.")).toBe("");
  });
});
