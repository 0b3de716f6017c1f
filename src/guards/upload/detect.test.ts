import fc from "fast-check";
import { fileTypeFromBuffer } from "file-type";
import { describe, expect, it } from "vitest";
import { detect, fileTypes } from "./detect.ts";
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
/** Name of the type that a content is, or in brackets what it was taken for when it is none. */
async function detected(content: Uint8Array): Promise<string> {
  const found = await detect(contentOf(content), []);
  return found.type?.name ?? `[${found.detected}]`;
}

describe("detection of a file's type", () => {
  it.each(samples)("finds a %s by its content alone", async (name, content, type, byOtherMeans) => {
    expect(await detected(content)).toBe(name);
    expect(type.startsLike(content.subarray(0, 4_096))).toBe(true);
    expect((await fileTypeFromBuffer(content))?.mime).toBe(byOtherMeans);
  });

  it("takes a kind of text for what it is, and not for plain text in disguise; two kinds at once are one too many", async () => {
    const csv = { ...txt, name: "CSV", mediaTypes: ["text/csv"], extensions: ["csv"], isText: true } as const;
    const tsv = { ...csv, name: "TSV", mediaTypes: ["text/tab-separated-values"] } as const;
    const table = contentOf(Buffer.from("name,age\nAda,36\n"));
    expect(await detect(table, [csv])).toEqual({ type: csv, detected: "text/csv" });
    expect(await detect(table, [txt, csv])).toEqual({ type: csv, detected: "text/csv" });
    expect(await detect(table, [csv, tsv])).toEqual({ type: undefined, detected: "polyglot" });
    expect(await detect(contentOf(samplePdf()), [csv])).toMatchObject({ detected: "application/pdf" });
  });

  it.each(samples.filter(([name]) => name === "PDF" || name.startsWith("DOC")))(
    "refuses a %s that was cut",
    async (name, content) => {
      for (const length of [0, 4, 8, 100, Math.floor(content.length / 2), content.length - 512]) {
        expect(await detected(content.subarray(0, Math.max(0, length)))).not.toBe(name);
      }
    },
  );

  it.each(samples)("refuses a %s with an archive hung on, which an archive reader would open", async (_, content) => {
    expect(await detected(Buffer.concat([content, sampleZip({ "run.js": "alert(1)" })]))).toMatch(/^\[/);
  });

  it("refuses a PDF that hides an archive whose comment is the PDF's end", async () => {
    const tail = Buffer.from(`\nstartxref\n9\n%%EOF`);
    const zip = sampleZip({ "run.js": "alert(1)" });
    zip.writeUInt16LE(tail.length, zip.length - 2);
    expect(await detected(Buffer.concat([samplePdf(), zip, tail]))).toBe("[polyglot]");
  });

  it("refuses a PDF that is a DICOM file too", async () => {
    const both = Buffer.concat([sampleDicom(Buffer.from("%PDF-1.4\n")), samplePdf()]);
    expect(await pdf.matches(contentOf(both))).toBe(true);
    expect(await detected(both)).toBe("[polyglot]");
  });

  it("refuses a DICOM file whose free bytes are the head of a program, and allows those of a TIFF", async () => {
    expect(await detected(sampleDicom(Buffer.from("MZ\u0090\u0000\u0003")))).toMatch(/^\[/);
    expect(await detected(sampleDicom(Buffer.from("\u007fELF\u0002\u0001")))).toMatch(/^\[/);
    expect(await detected(sampleDicom(Buffer.from("II*\u0000\u0008\u0000\u0000\u0000")))).toBe("DICOM");
  });

  it.each([
    ["a spreadsheet", sampleDoc([["Workbook", 0x0809]])],
    ["an installer", sampleDoc([["SummaryInformation", 1]])],
    [
      "a container that is a spreadsheet and a text",
      sampleDoc([
        ["WordDocument", 0xa5ec],
        ["Workbook", 0x0809],
      ]),
    ],
    ["a stream that is only called Word's", sampleDoc([["WordDocument", 0x1234]])],
  ])("does not take %s for a DOC", async (_, content) => {
    expect(await detected(content)).toBe("[application/x-cfb]");
  });

  it("finds Word's stream among many, across sectors of the directory", async () => {
    const streams = Array.from({ length: 9 }, (_, index) => [`Data ${index}`, 1] as const);
    expect(await detected(sampleDoc([...streams, ["WordDocument", 0xa5ec]]))).toBe("DOC");
  });

  it.each([
    ["an archive", sampleZip({ "a.txt": "a" })],
    ["a document with macros", sampleDocx({ "word/vbaProject.bin": "x" })],
    ["a template", sampleDocx({}, "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml")],
    ["a package that climbs out of its folder", sampleDocx({ "../evil": "x" })],
    ["a package that a program was put in front of", Buffer.concat([Buffer.from("MZ"), sampleDocx()])],
    ["a package with something hung on", Buffer.concat([sampleDocx(), Buffer.from("<script>")])],
  ])("does not take %s for a DOCX", async (_, content) => {
    expect(await detected(content)).toMatch(/^\[/);
  });

  it.each([
    ["a page", "<!DOCTYPE html><script>alert(1)</script>"],
    ["a drawing", "\uFEFF <svg onload=alert(1)>"],
    ["a PDF in text", "junk first\n%PDF-1.4\n%%EOF"],
    ["rich text", "{\\rtf1 hello}"],
    ["text with a NUL", "a\u0000b"],
    ["text with an escape", "a\u001b[2Jb"],
  ])("does not take %s for a TXT", async (_, text) => {
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
    ["UTF-16 as Windows writes it", utf16("Größe 😀\r\n\t5"), "utf-16"],
    ["UTF-16 with the high byte first", utf16("Größe 😀", true), "utf-16"],
    ["Windows-1252, with its quotes and its euro", windows, "windows-1252"],
    ["Latin-1 longer than one read", Buffer.from("Größe\n".repeat(40_000), "latin1"), "windows-1252"],
  ])("takes text in %s for a TXT, and knows its encoding", async (_, content, charset) => {
    expect(await detected(content)).toBe("TXT");
    expect(txt.startsLike(content.subarray(0, 4_096))).toBe(true);
    expect(await txt.charsetOf?.(contentOf(content))).toBe(charset);
  });

  it.each([
    ["UTF-16 without a byte order mark", Buffer.from("Findings", "utf16le")],
    ["UTF-16 with a control", utf16("a\u001b[2Jb")],
    ["UTF-16 with half a character", utf16("a\ud800b")],
    ["UTF-16 that ends within a character", utf16("Findings").subarray(0, -1)],
    ["a page in UTF-16", utf16(" <html><script>")],
    ["a PDF in UTF-16", utf16("%PDF-1.4")],
    ["UTF-32", Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0])],
    ["a sound that begins like UTF-16", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.alloc(800, 0xd8)])],
    ["bytes that Windows-1252 has no character for", Buffer.from([0x41, 0x81, 0x42])],
    ["a sound of printable bytes", Buffer.concat([Buffer.from([0xff, 0xfb, 0x92, 0x64]), Buffer.alloc(800, 0xa0)])],
    ["a page behind a space of UTF-8", Buffer.from("\u00a0<html>")],
    ["a page behind a space of UTF-8, with a byte that is none", Buffer.from("c2a03c68746d6c3eff", "hex")],
    ["rich text in Windows-1252", Buffer.from("{\\rtf1 Größe}", "latin1")],
  ])("does not take %s for a TXT", async (_, content) => {
    expect(await detected(content)).toMatch(/^\[/);
    expect(await txt.charsetOf?.(contentOf(content))).toBeUndefined();
  });

  it("calls a PDF with an archive hung on by its name: a polyglot", async () => {
    const zip = sampleZip({ "run.js": "alert(1)" });
    expect(await detected(Buffer.concat([samplePdf(), zip]))).toBe("[polyglot]");
    expect(await detected(Buffer.concat([sampleDocx().subarray(0, 300), zip]))).not.toBe("[polyglot]");
  });

  it("takes any printable text for a TXT, also where its first letters are another format's magic", async () => {
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

  it("meets any bytes without throwing, and any damage to a good file", async () => {
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

  it("spends no time on numbers in a compound file that lie beyond its end", async () => {
    const far = Buffer.concat([sampleDoc(), Buffer.alloc(20_000_000)]);
    far.writeUInt32LE(0x7fffffff, 48);
    const many = Buffer.concat([sampleDoc(), Buffer.alloc(20_000_000, 0xff)]);
    many.writeUInt32LE(39_000, 44);
    const start = performance.now();
    expect(await detected(far)).toBe("[application/x-cfb]");
    expect(await detected(many)).toBe("[application/x-cfb]");
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it("ends on a compound file whose chains and trees run in circles", async () => {
    const circle = sampleDoc();
    circle.writeUInt32LE(1, 512 + 4);
    expect(await detected(circle)).toBe("[application/x-cfb]");
    const tree = sampleDoc();
    tree.writeUInt32LE(1, 2 * 512 + 128 + 68);
    expect(await detected(tree)).toBe("[application/x-cfb]");
  });
});
