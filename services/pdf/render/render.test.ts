import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { readPdf } from "../../testing/read-pdf.ts";
import { PageDescription } from "../designs/page-description.ts";
import { ValueFormatter } from "./format-value.ts";
import { renderDocument } from "./render-document.ts";
import { documentTemplates, isTemplate, valueAt } from "./template.ts";

/** Renders a description, and returns the text of each page. */
async function render(description: unknown, variables: unknown = {}) {
  const page = PageDescription.parse(description);
  const { content, pages } = await renderDocument({ page, variables, title: "Test", createdAt: 0, maxPages: 100 });
  const read = await readPdf(content);
  expect(read.pages).toHaveLength(pages);
  return read.pages;
}

describe("renderDocument", () => {
  it("moves content that does not fit to the next page, in order, and repeats the header of a table", async () => {
    const rows = Array.from({ length: 100 }, (_, index) => ({ n: `row-${index}` }));
    const table = { type: "table", rows: "rows", columns: [{ header: "HEAD", value: "{{n}}" }] };
    const pages = await render(
      { blocks: [{ type: "text", text: "Before" }, table, { type: "text", text: "After" }] },
      { rows },
    );
    expect(pages.length).toBe(4);
    for (const page of pages.slice(0, 3)) expect(page.match(/HEAD/g)).toHaveLength(1);
    const found = pages.join(" ").match(/row-\d+/g);
    expect(found).toEqual(rows.map(({ n }) => n));
    expect(pages[0]).toMatch(/^Before HEAD row-0 /);
    expect(pages.at(-1)).toMatch(/After$/);
  });

  it("breaks pages at page breaks, without empty pages", async () => {
    const pageBreak = { type: "pageBreak" };
    const text = (content: string) => ({ type: "text", text: content });
    expect(await render({ blocks: [pageBreak, text("A"), pageBreak, pageBreak, text("B")] })).toEqual(["A", "B"]);
  });

  it("renders the characters of Western European languages, and keeps line breaks", async () => {
    expect(await render({ blocks: [{ type: "text", text: "Größe – 5 €\nÇa va “bien”", bold: true }] })).toEqual([
      "Größe – 5 € Ça va “bien”",
    ]);
  });

  it("loses no character of long words on a narrow page", async () => {
    const word = fc.string({ unit: fc.constantFrom(..."abcdefgWWWi"), minLength: 1, maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 20 }), async (words) => {
        const blocks = [{ type: "text", text: "{{a}}", size: 30 }];
        const pages = await render({ size: "A5", margin: 100, blocks }, { a: words.join(" ") });
        expect(pages.join("").replaceAll(" ", "")).toBe(words.join(""));
      }),
      { numRuns: 20 },
    );
  });

  it("renders images, QR codes and barcodes of every symbology", async () => {
    const create = { width: 40, height: 20, channels: 3 as const, background: "red" };
    const [png, jpeg] = await Promise.all([sharp({ create }).png().toBuffer(), sharp({ create }).jpeg().toBuffer()]);
    const codes = {
      code128: "ABC-1",
      code39: "ABC-1",
      ean13: "4006381333931",
      ean8: "96385074",
      itf14: "15400141288763",
    };
    const blocks = [
      { type: "image", source: "{{png}}", width: 100 },
      { type: "image", source: `data:image/jpeg;base64,${jpeg.toString("base64")}`, width: 100, align: "center" },
      ...Object.entries(codes).map(([symbology, value]) => ({ type: "barcode", symbology, value })),
      { type: "qr", value: "https://example.com/{{id}}", align: "right" },
    ];
    expect(await render({ orientation: "landscape", blocks }, { png: png.toString("base64"), id: 7 })).toHaveLength(1);
  });
});

describe("the limits of renderDocument", () => {
  it("decode an image that occurs many times once, and reject too many pixels in total", async () => {
    const create = { width: 2_000, height: 1_500, channels: 3 as const, background: "red" };
    const image = await sharp({ create }).jpeg().toBuffer();
    // Bytes behind the end of an image make another source of the same image.
    const variant = (index: number) => Buffer.concat([image, Buffer.alloc(index)]).toString("base64");
    const block = (source: string) => ({ type: "image", source, width: 20 });
    expect(await render({ blocks: Array.from({ length: 50 }, () => block(variant(0))) })).toHaveLength(2);
    const six = [1, 2, 3, 4, 5, 6].map((index) => block(variant(index)));
    await expect(render({ blocks: six })).rejects.toThrow("pixels in total");
  });

  const table = (value: string) => [{ type: "table", rows: "rows", columns: [{ header: "h", value }] }];
  const rows = (count: number) => Array.from({ length: count }, () => 0);

  it.each<[string, object[], object, string]>([
    ["one long text", [{ type: "text", text: "{{a}}", size: 4 }], { a: "ab ".repeat(200_000) }, "characters of text"],
    ["a cell that fits no page", table("{{a}}"), { a: "ab ".repeat(200_000), rows: [0] }, "characters of text"],
    [
      "many texts",
      Array.from({ length: 100 }, () => ({ type: "text", text: "{{a}}", size: 4 })),
      { a: "ab ".repeat(2_000) },
      "characters of text",
    ],
    [
      "placeholders that expand to gigabytes",
      table("{{a}}".repeat(2_000)),
      { a: "x".repeat(1_000_000), rows: [0] },
      "a text of more than",
    ],
    ["placeholders that expand to nothing", table("{{z}}".repeat(2_000)), { rows: rows(20_000) }, "placeholders"],
    ["a table of empty rows", table(""), { rows: rows(20_000) }, "100 pages"],
    ["a table of many rows", table(""), { rows: rows(400_000) }, "20000 cells"],
    ["lines without text", [{ type: "text", text: "{{a}}" }], { a: "\n".repeat(400_000) }, "100 pages"],
    [
      "combining marks",
      [{ type: "text", text: "{{a}}" }],
      { a: `e${"\u0301\u0327".repeat(200_000)}` },
      "combining marks",
    ],
    [
      "a long barcode",
      [{ type: "barcode", symbology: "code128", value: "{{a}}" }],
      { a: "7".repeat(600_000) },
      "code128",
    ],
    ["a long QR code", [{ type: "qr", value: "{{a}}" }], { a: "7".repeat(600_000) }, "QR code"],
  ])("reject %s before it takes long", async (_, blocks, variables, problem) => {
    const { user: before } = process.cpuUsage();
    await expect(render({ blocks }, variables)).rejects.toThrow(problem);
    expect(process.cpuUsage().user - before).toBeLessThan(1_500_000);
  });

  it("reject an image with many pixels in few bytes before it is decoded", async () => {
    const create = { width: 3_000, height: 3_000, channels: 3 as const, background: "red" };
    const bomb = await sharp({ create }).png({ compressionLevel: 9 }).toBuffer();
    expect(bomb.byteLength).toBeLessThan(300_000);
    const image = { blocks: [{ type: "image", source: bomb.toString("base64"), width: 100 }] };
    await expect(render(image)).rejects.toThrow("more than 4000000 pixels");
  });
});

describe("a template", () => {
  it("reads values by path, those of the row before those of the document, and never inherited ones", () => {
    const scope = [
      { value: { a: 1, c: { d: false } }, field: "variables.rows.0" },
      { value: { a: 2, b: "x" }, field: "variables" },
    ];
    const text = "{{a}} {{ b }} {{c.d}} {{z}} {{toString}} {{constructor.name}}";
    const formatter = new ValueFormatter({ locale: "en", timeZone: "UTC" });
    const filled = documentTemplates(formatter).fill(text, scope);
    expect(filled.map((piece) => piece.text).join("")).toBe("1 x false   ");
    expect(valueAt("c.d.e", scope).value).toBeUndefined();
    expect(valueAt("c.d.e", scope).field).toBe("variables.rows.0.c.d.e");
  });

  it.each([
    ["{{a}}", true],
    ["{a}", true],
    ["{{a", false],
    ["a}}", false],
    ["{{}}", false],
    ["{{a.}}", false],
    ["{{a + b}}", false],
  ])("%j is valid: %s", (text, isValid) => {
    expect(isTemplate(text)).toBe(isValid);
  });
});
