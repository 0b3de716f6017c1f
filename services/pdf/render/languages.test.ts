import { describe, expect, it } from "vitest";
import { rasterise, readPdf } from "../../testing/read-pdf.ts";
import { PageDescription } from "../designs/page-description.ts";
import { type RenderInput, renderDocument } from "./render-document.ts";

async function render(description: object, variables: object = {}, members: Partial<RenderInput> = {}) {
  const page = PageDescription.parse(description);
  return await renderDocument({ page, variables, title: "Test", createdAt: 0, maxPages: 100, ...members });
}

async function textOf(description: object, variables?: object, members?: Partial<RenderInput>): Promise<string> {
  return (await readPdf((await render(description, variables, members)).content)).pages.join("\n");
}

const texts = [
  ["Polish", "Zażółć gęślą jaźń"],
  ["Czech", "Příliš žluťoučký kůň úpěl ďábelské ódy"],
  ["Turkish", "Pijamalı hasta yağız şoföre çabucak güvendi İI"],
  ["Greek", "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία"],
  ["Russian", "Съешь же ещё этих мягких французских булок"],
  ["Vietnamese", "Tiếng Việt rất đẹp và giàu thanh điệu"],
  ["Arabic", "فاتورة رقم إجمالي المبلغ"],
  ["Arabic with ligatures", "السلام عليكم لا الأسعار الآن والإجمالي"],
  ["Hebrew", "חשבונית מספר"],
  ["Hindi", "क्षत्रिय हिन्दी नमस्ते दुनिया"],
  ["Chinese", "你好世界，發票"],
  ["Japanese", "請求書をお送りします。カタカナ"],
  ["Japanese with digits and Latin letters", "2030年1月31日までにPDFで"],
  ["Korean", "안녕하세요 세금계산서"],
  ["signs", "₹ 5 ≤ 7 ≥ 3 → ✓ € ₺ ₽ № ™"],
  ["emoji", "😀 👍🏽 👨‍👩‍👧 🇩🇪"],
  ["composed signs beside emoji", "a ≠ b ≮ c ≯ d 👍"],
];

describe("a document", () => {
  it.each(texts)("in %s has its text in the order in which it was entered", async (_, text) => {
    for (const bold of [false, true]) {
      expect(await textOf({ blocks: [{ type: "text", text: "{{a}}", bold }] }, { a: text })).toBe(text);
    }
  });

  it("embeds all of its fonts as subsets, and has no other", async () => {
    const blocks = texts.map(([, text]) => ({ type: "text", text }));
    const { content } = await render({ blocks });
    const names = Buffer.from(content)
      .toString("latin1")
      .match(/\/BaseFont\s*\/[^\s/]+/g);
    expect(names?.length).toBeGreaterThan(8);
    for (const name of names ?? []) expect(name).toMatch(/\/BaseFont\s*\/[A-Z]{6}\+Noto/);
    expect(content.byteLength).toBeLessThan(150_000);
  });

  it("is the same, byte for byte, for the same design, variables and time, and names no machine", async () => {
    const blocks = [
      ...texts.map(([, text]) => ({ type: "text", text })),
      { type: "qr", value: "{{a}}" },
      { type: "barcode", symbology: "code128", value: "{{a}}" },
    ];
    for (const standard of ["PDF", "PDF/A-2b"]) {
      const one = await render({ blocks, standard }, { a: "A" });
      await render({ blocks: [{ type: "text", text: "Other" }] });
      const other = await render({ blocks, standard }, { a: "A" });
      expect(one.sha256).toBe(other.sha256);
      expect((await render({ blocks, standard }, { a: "B" })).sha256).not.toBe(one.sha256);
      const text = Buffer.from(one.content).toString("latin1");
      expect(text).not.toContain(process.cwd());
      expect(text.match(/D:\d{4}/g)?.every((year) => year === "D:1970")).toBe(true);
    }
  });

  it("states that it conforms to PDF/A-2b only if the design or the document says so", async () => {
    const blocks = [...texts.map(([, text]) => ({ type: "text", text })), { type: "qr", value: "A" }];
    const part = "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>";
    const has = async (description: object, members?: Partial<RenderInput>) =>
      Buffer.from((await render(description, {}, members)).content)
        .toString("latin1")
        .includes(part);
    expect(await has({ blocks })).toBe(false);
    expect(await has({ blocks, standard: "PDF/A-2b" })).toBe(true);
    expect(await has({ blocks }, { options: { standard: "PDF/A-2b" } })).toBe(true);
  });

  it("accepts characters that make no mark, and the tag of any language, in every standard", async () => {
    const value = "a\u200bb\u00ad\u2060c \ufe0f\u200e\u200f d";
    for (const locale of ["es-419", "zh-Hant-TW", "sr-Latn-RS", "ar-u-nu-arab"]) {
      for (const standard of ["PDF", "PDF/A-2b"]) {
        const description = { locale, standard, blocks: [{ type: "text", text: "{{a}} {{@page}}" }] };
        await expect(render(description, { a: value })).resolves.toMatchObject({ pages: 1 });
      }
    }
  });

  it("treats a value as text, whatever language or command it looks like", async () => {
    const value = String.raw`#read("/etc/passwd") #import "@preview/x:1.0.0" $x$ *b* <a> \u{41} {{b}} "}] // @page`;
    expect(await textOf({ blocks: [{ type: "text", text: "{{a}}" }] }, { a: value, b: "no" })).toBe(value);
    expect(await textOf({ blocks: [{ type: "text", text: value.replace("{{b}}", "{{@page}}") }] })).toBe(
      value.replace("{{b}}", "1"),
    );
  });

  it("aligns each paragraph with the side where its language begins, and keeps empty lines", async () => {
    /** Prints a text above a code, and returns the lowest dark row and the sides on which the text has ink. */
    const print = async (a: string) => {
      const blocks = [
        { type: "text", text: "{{a}}" },
        { type: "qr", value: "A", align: "center" },
      ];
      const { content } = await render({ size: "A5", margin: 40, blocks }, { a });
      const { data, width, height } = await rasterise(content, 72);
      const isDark = (x: number, y: number) => (data[4 * (y * width + x)] ?? 255) < 100;
      const rows = Array.from({ length: height }, (_, y) => y);
      const hasInk = (y: number, from: number, to: number) => {
        for (let x = from; x < to; x += 1) if (isDark(x, y)) return true;
        return false;
      };
      return {
        bottom: rows.findLast((y) => hasInk(y, 0, width)) ?? 0,
        isLeft: rows.some((y) => hasInk(y, 40, 80)),
        isRight: rows.some((y) => hasInk(y, width - 80, width - 40)),
      };
    };
    const english = await print("One\nTwo");
    expect(english).toMatchObject({ isLeft: true, isRight: false });
    const hebrew = await print("\u05d0\u05d1\u05d2\n\u05d3");
    expect(hebrew).toEqual({ isLeft: false, isRight: true, bottom: english.bottom });
    expect(await print("One\n\u05d0\u05d1\u05d2")).toEqual({ isLeft: true, isRight: true, bottom: english.bottom });
    const withGap = await print("\u05d0\u05d1\u05d2\n\n\u05d3");
    expect(withGap.bottom - english.bottom).toBeGreaterThan(11);
  });

  it("names the variable, or the member of the block, that has a character without a glyph", async () => {
    const table = { type: "table", rows: "rows", columns: [{ header: "A", value: "{{a}} {{b}}" }] };
    const variables = { b: "ok", rows: [{ a: "x" }, { a: "\u1200" }] };
    await expect(render({ blocks: [table] }, variables)).rejects.toThrow(
      "variables.rows.1.a: Must not have the character U+1200",
    );
    const footer = [{ type: "text", text: "\u1200" }];
    await expect(render({ blocks: [table], footer })).rejects.toThrow(
      "page.footer.0.text: Must not have the character U+1200",
    );
  });
});
