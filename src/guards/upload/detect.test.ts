import fc from "fast-check";
import { fileTypeFromBuffer } from "file-type";
import { describe, expect, it, vi } from "vitest";
import { detect } from "./detect.ts";
import { fileTypes } from "./file-types.ts";
import { sampleDicom, sampleDoc, sampleDocx, samplePdf, sampleZip } from "./testing/index.ts";
import type { Content } from "./upload-sink.ts";

const { pdf, doc, docx, txt, dicom } = fileTypes;
const samples = [
  ["PDF", samplePdf(), pdf, "application/pdf"],
  ["DOC", sampleDoc(), doc, "application/x-cfb"],
  ["DOCX", sampleDocx(), docx, docx.mediaTypes[0]],
  ["TXT", Buffer.from("Findings: no abnormality. Größe 3 mm, ≥ 2.\r\n\tEnd.\f"), txt, undefined],
  ["DICOM", sampleDicom(), dicom, "application/dicom"],
] as const;

const contentOf = (bytes: Uint8Array): Content => ({
  bytes: bytes.byteLength,
  read: async (offset, length) => bytes.subarray(offset, offset + length),
});
/** Returns the name of the detected type, or in brackets what else was detected. */
async function detected(content: Uint8Array): Promise<string> {
  const found = await detect(contentOf(content), []);
  return found.type?.name ?? `[${found.detected}]`;
}

describe("detect", () => {
  it.each(samples)("detects a %s by its content alone", async (name, content, type, byMagicBytes) => {
    expect(await detected(content)).toBe(name);
    expect(type.startsLike(content.subarray(0, 4_096))).toBe(true);
    expect((await fileTypeFromBuffer(content))?.mime).toBe(byMagicBytes);
  });

  it("prefers a text format to plain text, and reports two text formats as polyglot", async () => {
    const csv = { ...txt, name: "CSV", mediaTypes: ["text/csv"], extensions: ["csv"], isText: true } as const;
    const tsv = { ...csv, name: "TSV", mediaTypes: ["text/tab-separated-values"] } as const;
    const table = contentOf(Buffer.from("name,age\nAda,36\n"));
    expect(await detect(table, [csv])).toEqual({ type: csv, detected: "text/csv" });
    expect(await detect(table, [txt, csv])).toEqual({ type: csv, detected: "text/csv" });
    expect(await detect(table, [csv, tsv])).toEqual({ type: undefined, detected: "polyglot" });
    expect(await detect(contentOf(samplePdf()), [csv])).toMatchObject({ detected: "application/pdf" });
  });

  it.each(samples.filter(([name]) => name === "PDF" || name.startsWith("DOC")))(
    "rejects a truncated %s",
    async (name, content) => {
      for (const length of [0, 4, 8, 100, Math.floor(content.length / 2), content.length - 512]) {
        expect(await detected(content.subarray(0, Math.max(0, length)))).not.toBe(name);
      }
    },
  );

  it.each(samples)("rejects a %s with an appended archive", async (_, content) => {
    expect(await detected(Buffer.concat([content, sampleZip({ "run.js": "alert(1)" })]))).toMatch(/^\[/);
  });

  it.each([
    ["a byte order mark", "\u00ef\u00bb\u00bf"],
    ["a blank line", "\r\n"],
    ["a byte order mark and blank lines", "\u00ef\u00bb\u00bf\n\n \t\r\n"],
  ])("detects a PDF after %s", async (_, start) => {
    expect(await detected(Buffer.concat([Buffer.from(start, "latin1"), samplePdf()]))).toBe("PDF");
  });

  it.each(["x", "\0", "\u00ef\u00bb", "\n".repeat(65), "#!/bin/sh\n"])("rejects a PDF after %j", async (start) => {
    expect(await detected(Buffer.concat([Buffer.from(start, "latin1"), samplePdf()]))).not.toBe("PDF");
  });

  it("detects a DOC whose allocation table is filled with ends of chains, unless it is truncated", async () => {
    const content = sampleDoc();
    const sectors = content.length / 512 - 1;
    for (let sector = sectors; sector < 128; sector += 1) content.writeUInt32LE(0xfffffffe, 512 + sector * 4);
    expect(await detected(content)).toBe("DOC");
    for (let length = 512; length < content.length; length += 512)
      expect(await detected(content.subarray(0, length))).not.toBe("DOC");
  });

  it("rejects a PDF with an archive whose comment is the end of the PDF", async () => {
    const tail = Buffer.from(`\nstartxref\n9\n%%EOF`);
    const zip = sampleZip({ "run.js": "alert(1)" });
    zip.writeUInt16LE(tail.length, zip.length - 2);
    expect(await detected(Buffer.concat([samplePdf(), zip, tail]))).toBe("[polyglot]");
  });

  it("rejects a PDF that is also a DICOM file", async () => {
    const both = Buffer.concat([sampleDicom(Buffer.from("%PDF-1.4\n")), samplePdf()]);
    expect(await pdf.matches(contentOf(both))).toBe(true);
    expect(await detected(both)).toBe("[polyglot]");
  });

  it("rejects a DICOM file whose preamble is the header of a program, and accepts that of a TIFF", async () => {
    expect(await detected(sampleDicom(Buffer.from("MZ\u0090\u0000\u0003")))).toMatch(/^\[/);
    expect(await detected(sampleDicom(Buffer.from("\u007fELF\u0002\u0001")))).toMatch(/^\[/);
    expect(await detected(sampleDicom(Buffer.from("II*\u0000\u0008\u0000\u0000\u0000")))).toBe("DICOM");
  });

  it.each([
    ["a spreadsheet", sampleDoc([["Workbook", 0x0809]])],
    ["an installer", sampleDoc([["SummaryInformation", 1]])],
    [
      "a container with a spreadsheet and a document",
      sampleDoc([
        ["WordDocument", 0xa5ec],
        ["Workbook", 0x0809],
      ]),
    ],
    ["a WordDocument stream with other content", sampleDoc([["WordDocument", 0x1234]])],
  ])("does not detect %s as DOC", async (_, content) => {
    expect(await detected(content)).toBe("[application/x-cfb]");
  });

  it("finds the WordDocument stream in a directory of several sectors", async () => {
    const streams = Array.from({ length: 9 }, (_, index) => [`Data ${index}`, 1] as const);
    expect(await detected(sampleDoc([...streams, ["WordDocument", 0xa5ec]]))).toBe("DOC");
  });

  it("reads the content of no stream but WordDocument", async () => {
    const readsOf = async (others: number): Promise<number> => {
      const streams = Array.from({ length: others }, (_, index) => [`Data ${index}`, 1] as const);
      const bytes = sampleDoc([...streams, ["WordDocument", 0xa5ec]]);
      const read = vi.fn(contentOf(bytes).read);
      expect((await detect({ bytes: bytes.byteLength, read }, [doc])).type).toBe(doc);
      return read.mock.calls.length;
    };
    // A sector of the directory has four entries.
    expect((await readsOf(9)) - (await readsOf(1))).toBeLessThanOrEqual(4);
  });

  const large = " ".repeat(50_000_000);

  it("detects a package with large parts, thousands of small ones, and an image that contains <!DOCTYPE", async () => {
    const parts = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`word/media/${index}.txt`, "x"]));
    const content = sampleDocx({
      ...parts,
      "word/a.xml": large.slice(0, 5_000_000),
      "word/media/a.png": "<!DOCTYPE html>",
    });
    expect(await detected(content)).toBe("DOCX");
  });

  it.each([
    ["an archive", sampleZip({ "a.txt": "a" })],
    ["a document with macros", sampleDocx({ "word/vbaProject.bin": "x" })],
    ["a template", sampleDocx({}, "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml")],
    ["a package whose entries share their data", withSharedData(sampleDocx())],
    ["a package with a path out of its folder", sampleDocx({ "../evil": "x" })],
    ["a package after a program header", Buffer.concat([Buffer.from("MZ"), sampleDocx()])],
    [
      "a package that unpacks to more than it declares",
      sampleDocx({ "word/a.xml": large }, undefined, { "word/a.xml": 5_000 }),
    ],
    [
      "a package that unpacks to less than it declares",
      sampleDocx({ "word/a.xml": "x" }, undefined, { "word/a.xml": 2 }),
    ],
    [
      "a package that declares more than 128 MiB",
      sampleDocx({ "word/a.xml": "x" }, undefined, { "word/a.xml": 2 ** 28 }),
    ],
    [
      "a package with a document type",
      sampleDocx({ "word/a.xml": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>' }),
    ],
    [
      "a package with a document type after 300 kB",
      sampleDocx({ "word/a.xml": `<!--${" ".repeat(300_000)}--><!DOCTYPE a>` }),
    ],
    ["a package with appended bytes", Buffer.concat([sampleDocx(), Buffer.from("<script>")])],
  ])("does not detect %s as DOCX", async (_, content) => {
    expect(await detected(content)).toMatch(/^\[/);
  });

  it.each([
    ["an HTML page", "<!DOCTYPE html><script>alert(1)</script>"],
    ["an SVG image", "\uFEFF <svg onload=alert(1)>"],
    ["an SVG image after a comment", "<!-- a > b --><svg onload=alert(1)>"],
    ["a PDF after leading text", "junk first\n%PDF-1.4\n%%EOF"],
    ["rich text", "{\\rtf1 hello}"],
    ["text with a NUL", "a\u0000b"],
    ["text with an escape sequence", "a\u001b[2Jb"],
  ])("does not detect %s as TXT", async (_, text) => {
    expect(await detected(Buffer.from(text))).toMatch(/^\[/);
  });

  const utf16 = (text: string, isBig = false): Buffer => {
    const bytes = Buffer.from(`\uFEFF${text}`, "utf16le");
    return isBig ? bytes.swap16() : bytes;
  };
  const windows = Buffer.from([0x93, 0x47, 0x72, 0xf6, 0xdf, 0x65, 0x94, 0x20, 0x80, 0x20, 0x35]);

  it.each([
    ["UTF-8", Buffer.from("Größe “5” €"), "utf-8"],
    ["UTF-8 with a byte order mark", Buffer.from("\uFEFFGröße"), "utf-8"],
    ["little-endian UTF-16", utf16("Größe 😀\r\n\t5"), "utf-16"],
    ["big-endian UTF-16", utf16("Größe 😀", true), "utf-16"],
    ["Windows-1252 with quotes and a euro sign", windows, "windows-1252"],
    ["Latin-1 longer than one read", Buffer.from("Größe\n".repeat(40_000), "latin1"), "windows-1252"],
  ])("detects text in %s as TXT, with its encoding", async (_, content, charset) => {
    expect(await detected(content)).toBe("TXT");
    expect(txt.startsLike(content.subarray(0, 4_096))).toBe(true);
    expect(await txt.charsetOf?.(contentOf(content))).toBe(charset);
  });

  it.each([
    ["UTF-16 without a byte order mark", Buffer.from("Findings", "utf16le")],
    ["UTF-16 with a control character", utf16("a\u001b[2Jb")],
    ["UTF-16 with a lone surrogate", utf16("a\ud800b")],
    ["UTF-16 that ends in the middle of a character", utf16("Findings").subarray(0, -1)],
    ["an HTML page in UTF-16", utf16(" <html><script>")],
    ["a PDF in UTF-16", utf16("%PDF-1.4")],
    ["UTF-32", Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0])],
    ["audio that starts like UTF-16", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.alloc(800, 0xd8)])],
    ["bytes undefined in Windows-1252", Buffer.from([0x41, 0x81, 0x42])],
    ["audio of printable bytes", Buffer.concat([Buffer.from([0xff, 0xfb, 0x92, 0x64]), Buffer.alloc(800, 0xa0)])],
    ["an HTML page after a UTF-8 space", Buffer.from("\u00a0<html>")],
    ["an HTML page after a UTF-8 space, with an invalid byte", Buffer.from("c2a03c68746d6c3eff", "hex")],
    ["rich text in Windows-1252", Buffer.from("{\\rtf1 Größe}", "latin1")],
  ])("does not detect %s as TXT", async (_, content) => {
    expect(await detected(content)).toMatch(/^\[/);
    expect(await txt.charsetOf?.(contentOf(content))).toBeUndefined();
  });

  it("reports a PDF with an appended archive as polyglot", async () => {
    const zip = sampleZip({ "run.js": "alert(1)" });
    expect(await detected(Buffer.concat([samplePdf(), zip]))).toBe("[polyglot]");
    expect(await detected(Buffer.concat([sampleDocx().subarray(0, 300), zip]))).not.toBe("[polyglot]");
  });

  it("detects any printable text as TXT, even if its first letters are another format's magic bytes", async () => {
    expect(await detected(Buffer.from("BMI 23, MZ twins"))).toBe("TXT");
    expect(await detected(Buffer.from("MZ twins"))).toBe("TXT");
    const line = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 2_000 }), async (lines) => {
        const text = lines.join("\n").replaceAll(/[\p{Cc}<{%]/gu, " ");
        expect(await detected(Buffer.from(text))).toBe("TXT");
        const isPlane = !/[\p{Co}\p{Noncharacter_Code_Point}]/u.test(text);
        if (isPlane) expect(await detected(utf16(text))).toBe("TXT");
      }),
      { numRuns: 40 },
    );
  });

  it("does not throw for random bytes or damaged files", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (bytes) => void (await detected(bytes))),
      { numRuns: 100 },
    );
    const damage = fc.record({ sample: fc.nat(samples.length - 1), at: fc.nat(), byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 5 }), async (damages) => {
        const copy = Buffer.from(samples[damages[0]!.sample]![1]);
        for (const { at, byte } of damages) copy[at % copy.length] = byte;
        await detected(copy);
      }),
      { numRuns: 400 },
    );
  });

  it("rejects a compound file with sector numbers beyond its end in constant time", async () => {
    const far = Buffer.concat([sampleDoc(), Buffer.alloc(20_000_000)]);
    far.writeUInt32LE(0x7fffffff, 48);
    const many = Buffer.concat([sampleDoc(), Buffer.alloc(20_000_000, 0xff)]);
    many.writeUInt32LE(39_000, 44);
    const start = performance.now();
    expect(await detected(far)).toBe("[application/x-cfb]");
    expect(await detected(many)).toBe("[application/x-cfb]");
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it("rejects a compound file with cyclic chains or trees", async () => {
    const circle = sampleDoc();
    circle.writeUInt32LE(1, 512 + 4);
    expect(await detected(circle)).toBe("[application/x-cfb]");
    const tree = sampleDoc();
    tree.writeUInt32LE(1, 2 * 512 + 128 + 68);
    expect(await detected(tree)).toBe("[application/x-cfb]");
  });
});

/** Returns the last entry of an archive start where the one before it starts. */
function withSharedData(archive: Buffer): Buffer {
  const last = archive.lastIndexOf("PK\u0001\u0002");
  const previous = archive.lastIndexOf("PK\u0001\u0002", last - 1);
  archive.copy(archive, last + 42, previous + 42, previous + 46);
  return archive;
}
