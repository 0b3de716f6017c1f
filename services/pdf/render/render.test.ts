import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { readPdf } from "../../testing/read-pdf.ts";
import { PageDescription } from "../designs/page-description.ts";
import { compose } from "./compose.ts";
import { fill, isTemplate, valueAt } from "./template.ts";

const imprint = { title: "Test", createdAt: new Date(0) };

async function made(description: unknown, variables: unknown = {}) {
  const composed = await compose(PageDescription.parse(description), variables, imprint);
  const read = await readPdf(await composed.save());
  expect(read.pages).toHaveLength(composed.pages);
  return read.pages;
}

describe("a page description", () => {
  it("puts what does not fit on the next page, in its order, and repeats the head of a table", async () => {
    const rows = Array.from({ length: 100 }, (_, index) => ({ n: `row-${index}` }));
    const table = { type: "table", rows: "rows", columns: [{ header: "HEAD", value: "{{n}}" }] };
    const pages = await made(
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

  it("breaks pages where it is told to, but makes none that is empty", async () => {
    const pageBreak = { type: "pageBreak" };
    const text = (content: string) => ({ type: "text", text: content });
    expect(await made({ blocks: [pageBreak, text("A"), pageBreak, pageBreak, text("B")] })).toEqual(["A", "B"]);
  });

  it("has letters of other alphabets of Western Europe, and lines as they were broken", async () => {
    expect(await made({ blocks: [{ type: "text", text: "Größe – 5 €\nÇa va “bien”", bold: true }] })).toEqual([
      "Größe – 5 € Ça va “bien”",
    ]);
  });

  it("loses no letter of a text, however long its words and narrow its page", async () => {
    const word = fc.string({ unit: fc.constantFrom(..."abcdefgWWWi"), minLength: 1, maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 20 }), async (words) => {
        const blocks = [{ type: "text", text: "{{a}}", size: 30 }];
        const pages = await made({ size: "A5", margin: 100, blocks }, { a: words.join(" ") });
        expect(pages.join("").replaceAll(" ", "")).toBe(words.join(""));
      }),
      { numRuns: 20 },
    );
  });

  it("draws pictures, barcodes and QR codes of every symbology", async () => {
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
    expect(await made({ orientation: "landscape", blocks }, { png: png.toString("base64"), id: 7 })).toHaveLength(1);
  });

  it("takes a picture that stands in many places once, and refuses too many pixels in all", async () => {
    const create = { width: 2_000, height: 1_500, channels: 3 as const, background: "red" };
    const picture = await sharp({ create }).jpeg().toBuffer();
    // What stands behind the end of a picture makes another text of the same one.
    const variant = (index: number) => Buffer.concat([picture, Buffer.alloc(index)]).toString("base64");
    const image = (source: string) => ({ type: "image", source, width: 20 });
    expect(await made({ blocks: Array.from({ length: 50 }, () => image(variant(0))) })).toHaveLength(2);
    const six = [1, 2, 3, 4, 5, 6].map((index) => image(variant(index)));
    await expect(made({ blocks: six })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it.each([
    ["one long text", [{ type: "text", text: "{{a}}", size: 4 }], 600_000],
    [
      "a cell that no page holds",
      [{ type: "table", rows: "rows", columns: [{ header: "h", value: "{{a}}" }] }],
      600_000,
    ],
    ["many texts", Array.from({ length: 100 }, () => ({ type: "text", text: "{{a}}", size: 4 })), 6_000],
  ])("refuses more text than a document holds, before it takes long: %s", async (_, blocks, length) => {
    const start = performance.now();
    const variables = { a: "ab ".repeat(length / 3), rows: [{}] };
    await expect(made({ blocks }, variables)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(performance.now() - start).toBeLessThan(3_000);
  });

  it("refuses a picture of many pixels in few bytes before it is unfolded", async () => {
    const create = { width: 3_000, height: 3_000, channels: 3 as const, background: "red" };
    const bomb = await sharp({ create }).png({ compressionLevel: 9 }).toBuffer();
    expect(bomb.byteLength).toBeLessThan(300_000);
    const image = { blocks: [{ type: "image", source: bomb.toString("base64"), width: 100 }] };
    await expect(made(image)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

describe("a template", () => {
  it("takes values by their paths, a row's before the document's, and never what objects inherit", () => {
    const scope = [
      { a: 1, c: { d: false } },
      { a: 2, b: "x" },
    ];
    expect(fill("{{a}} {{ b }} {{c.d}} {{z}} {{toString}} {{constructor.name}}", scope)).toBe("1 x false   ");
    expect(valueAt("c.d.e", scope)).toBeUndefined();
  });

  it.each([
    ["{{a}}", true],
    ["{a}", true],
    ["{{a", false],
    ["a}}", false],
    ["{{}}", false],
    ["{{a.}}", false],
    ["{{a + b}}", false],
  ])("%j is one: %s", (text, is) => {
    expect(isTemplate(text)).toBe(is);
  });
});
