import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPdf } from "../../testing/read-pdf.ts";
import { type DocumentOptions, PageDescription } from "../designs/page-description.ts";
import { plainNumber } from "./decimal.ts";
import { ValueFormatter } from "./format-value.ts";
import { renderDocument } from "./render-document.ts";
import { documentTemplates, isTemplate } from "./template.ts";

function fill(text: string, variables: object, locale = "en", timeZone = "UTC"): string {
  const templates = documentTemplates(new ValueFormatter({ locale, timeZone }));
  const pieces = templates.fill(text, [{ value: variables, field: "variables" }]);
  // Spaces of other widths keep a number together.
  return pieces.map((piece) => piece.text.replaceAll(/[\u00a0\u202f]/g, " ")).join("");
}

describe("a placeholder", () => {
  it.each<[string, string, object, string]>([
    ["en", "{{a}}", { a: 0.1 + 0.2 }, "0.3"],
    ["en", "{{a}}", { a: 1234567.5 }, "1234567.5"],
    ["de", "{{a}}", { a: 1234.5 }, "1234,5"],
    ["en", "{{a}}", { a: 1e21 }, "1000000000000000000000"],
    ["en", "{{a}}", { a: 1e-7 }, "0.0000001"],
    ["en", "{{a}}", { a: 9007199254740991 }, "9007199254740991"],
    ["en", "{{a}}", { a: "007" }, "007"],
    ["en", "{{a | number}}", { a: 1234567.891 }, "1,234,567.891"],
    ["de", "{{ a|number:2 }}", { a: 1234.5 }, "1.234,50"],
    ["hi", "{{a | number}}", { a: 1234567 }, "12,34,567"],
    ["ar-EG", "{{a | number}}", { a: 12.5 }, "١٢٫٥"],
    ["en", "{{a | percent:1}}", { a: 0.075 }, "7.5%"],
    ["en", "{{a | currency:EUR}}", { a: 1234.5 }, "€1,234.50"],
    ["de", "{{a | currency:EUR}}", { a: "1234.50" }, "1.234,50 €"],
    ["ja", "{{a | currency:JPY}}", { a: 1234.5 }, "￥1,235"],
    ["en", "{{a | currency:order.currency}}", { a: 5, order: { currency: "INR" } }, "₹5.00"],
    ["en", "{{a | date}}", { a: "2026-02-03" }, "Feb 3, 2026"],
    ["de", "{{a | date:long}}", { a: "2026-02-03" }, "3. Februar 2026"],
    ["pl", "{{a | date:short}}", { a: "2026-02-03" }, "3.02.2026"],
    ["en", "{{a | time}}", { a: "2026-02-03T23:30:00Z" }, "11:30 PM"],
    ["de", "{{a | datetime}}", { a: "2026-02-03T23:30:00+01:00" }, "03.02.2026, 22:30"],
    ["en", "{{sum(rows.a)}}", { rows: [{ a: 0.1 }, { a: 0.2 }] }, "0.3"],
    ["en", "{{sum(o.rows.a) | currency:USD}}", { o: { rows: [{ a: "0.10" }, {}, { a: 0.2 }] } }, "$0.30"],
    ["en", "{{sum(rows)}}", { rows: [1, 2, 3] }, "6"],
    ["en", "{{sum(rows.a) | number:2}} {{sum(none.a)}}", { rows: [] }, "0.00 0"],
    ["en", "[{{a | currency:EUR}}]", {}, "[]"],
  ])("in %s: %s of %j is %s", (locale, text, variables, expected) => {
    expect(fill(text, variables, locale)).toBe(expected);
  });

  it("shows a time in the zone of the document, and a date as it is", () => {
    const variables = { a: "2026-02-03T23:30:00Z", b: "2026-02-03" };
    expect(fill("{{a | date}} {{b | date}}", variables, "en", "Asia/Tokyo")).toBe("Feb 4, 2026 Feb 3, 2026");
  });

  it.each<[string, object, string]>([
    [
      "{{a | number}}",
      { a: "12,5" },
      'variables.a: Has the format number, and must be a number, or a text such as "12.50".',
    ],
    ["{{a | date}}", { a: "2026-02-30" }, "variables.a: Has the format date, and must be a text such as 2030-01-31"],
    ["{{a | date}}", { a: 5 }, "variables.a: Has the format date"],
    ["{{a | time}}", { a: "2026-02-03" }, "variables.a: Has the format time, and must be a text such as 2030-01-31T"],
    ["{{a | currency:b}}", { a: 5, b: "euro" }, "variables.b: Must be the code of a currency"],
    ["{{sum(rows.a)}}", { rows: [{ a: 1 }, { a: "x" }] }, "variables.rows.1.a: Is summed, and must be a number"],
    ["{{sum(a)}}", { a: 5 }, "variables.a: Is summed, and must be a member of the items of a list."],
  ])("%s rejects %j and names the value", (text, variables, message) => {
    expect(() => fill(text, variables)).toThrow(message);
  });

  it.each([
    ["{{a | upper}}", false],
    ["{{a | currency}}", false],
    ["{{a | number:9}}", false],
    ["{{a | date:tiny}}", false],
    ["{{sum(a) | number:2}}", true],
    ["{{sum()}}", false],
    ["{{@page}}", true],
    ["{{@line}}", false],
  ])("%s is valid: %s", (text, isValid) => {
    expect(isTemplate(text)).toBe(isValid);
  });

  it("adds decimals without rounding", () => {
    const cents = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { maxLength: 50 });
    fc.assert(
      fc.property(cents, (amounts) => {
        const rows = amounts.map((amount) => ({ price: amount / 100 }));
        const total = amounts.reduce((before, amount) => before + amount, 0);
        expect(fill("{{sum(rows.price)}}", { rows })).toBe(plainNumber(total / 100));
      }),
    );
    expect(fill("{{sum(rows)}}", { rows: ["0.000000000000001", "100000000000000000000"] })).toBe(
      "100000000000000000000.000000000000001",
    );
  });
});

describe("a document of several pages", () => {
  const rows = Array.from({ length: 100 }, (_, index) => ({ n: `row-${index}`, price: 0.1 }));
  const description = {
    header: [{ type: "text", text: "{{company}}", align: "end" }],
    footer: [{ type: "text", text: "Page {{@page}} of {{@pages}}" }],
    blocks: [
      {
        type: "table",
        rows: "rows",
        columns: [
          { header: "HEAD", value: "{{n}}", total: "Total" },
          { header: "PRICE", value: "{{price | number:2}}", total: "{{sum(rows.price) | currency:EUR}}" },
        ],
      },
    ],
  };
  const render = async (members: object = {}, options: DocumentOptions = {}) => {
    const page = PageDescription.parse({ ...description, ...members });
    const input = { page, variables: { company: "ACME", rows }, title: "", createdAt: 0, maxPages: 100, options };
    return (await readPdf((await renderDocument(input)).content)).pages;
  };

  it("has its header, its footer, the number of the page and the header of the table on each page, and one total", async () => {
    const pages = await render();
    expect(pages.length).toBe(4);
    for (const [index, page] of pages.entries()) {
      expect(page).toMatch(/^ACME HEAD PRICE row-/);
      expect(page.endsWith(`Page ${index + 1} of ${pages.length}`)).toBe(true);
    }
    expect(pages.join(" ").match(/Total €10\.00/g)).toHaveLength(1);
    expect(pages.at(-1)).toMatch(/row-99 0\.10 Total €10\.00 Page 4 of 4$/);
  });

  it("has the numbers of the language of the document, which replaces that of the design", async () => {
    expect((await render({ locale: "de" })).at(-1)).toMatch(/0,10 Total 10,00 €/);
    expect((await render({ locale: "de" }, { locale: "ar-EG" }))[0]).toContain("٠٫١٠");
  });

  it("is rejected if its header and footer leave less than an inch", async () => {
    const header = [
      { type: "text", text: "{{company}}", size: 144 },
      ...Array(5).fill({ type: "text", text: "x", size: 100 }),
    ];
    await expect(render({ size: "A5", header })).rejects.toThrow(
      "page.header: Must leave, with the footer, at least an inch",
    );
  });
});
