import { describe, expect, it } from "vitest";
import { readCodes } from "../../testing/read-codes.ts";
import { readPdf } from "../../testing/read-pdf.ts";
import { PageDescription } from "../designs/page-description.ts";
import { checkRenderable, renderDocument } from "./render-document.ts";

const resolutions = [150, 203, 300, 600];

async function render(blocks: object[], variables: object = {}): Promise<Uint8Array> {
  const page = PageDescription.parse({ size: "A5", margin: 30, blocks });
  return (await renderDocument({ page, variables, title: "Label", createdAt: 0, maxPages: 10 })).content;
}

const barcode = (symbology: string, value: string, members: object = {}) => ({
  type: "barcode",
  symbology,
  value,
  ...members,
});
const space = { type: "space", height: 12 };

describe("a code", () => {
  it.each(resolutions)("of every symbology is read from a page that is printed at %i dpi", async (dpi) => {
    const blocks = [
      barcode("code128", "{{parcel}}"),
      barcode("code39", "AB-12", { width: 240 }),
      barcode("ean13", "4006381333931"),
      barcode("ean8", "96385074"),
      barcode("itf14", "15400141288763"),
      { type: "qr", value: "https://track.example/{{parcel}}" },
    ].flatMap((block) => [block, space]);
    expect(await readCodes(await render(blocks, { parcel: "P-1" }), dpi)).toEqual([
      { format: "Code128", text: "P-1" },
      { format: "Code39", text: "AB-12" },
      { format: "EAN13", text: "4006381333931" },
      { format: "EAN8", text: "96385074" },
      { format: "ITF", text: "15400141288763" },
      { format: "QRCode", text: "https://track.example/P-1" },
    ]);
  });

  it.each([
    [150, 3],
    [203, 2],
    [300, 2],
    [600, 2],
  ])("is read at %i dpi if its modules have %i dots of 203 dpi, and two are the least", async (dpi, dots) => {
    // 68 modules of Code 128 and a quiet zone of 20; 21 modules of QR and a quiet zone of 8.
    const width = Math.ceil((88 * dots * 72) / 203);
    const size = Math.ceil((29 * dots * 72) / 203);
    const pdf = await render([barcode("code128", "P-1", { width }), space, { type: "qr", value: "P-1", size }]);
    expect(await readCodes(pdf, dpi)).toEqual([
      { format: "Code128", text: "P-1" },
      { format: "QRCode", text: "P-1" },
    ]);
  });

  it.each(resolutions)("beside other content, without any margin of the page, is read at %i dpi", async (dpi) => {
    const page = PageDescription.parse({
      size: "A5",
      margin: 0,
      blocks: [
        { type: "text", text: "MMMMMMMMMMMMMMMMMMMMMM", size: 20, bold: true },
        { type: "qr", value: "€ 5 – Größe", size: 60 },
        { type: "text", text: "MMMMMMMMMMMMMMMMMMMMMM", size: 20, bold: true },
      ],
    });
    const { content } = await renderDocument({ page, variables: {}, title: "", createdAt: 0, maxPages: 1 });
    expect(await readCodes(content, dpi)).toEqual([{ format: "QRCode", text: "€ 5 – Größe" }]);
  });

  it.each<[string, object, object, string]>([
    [
      "a barcode whose value needs smaller bars",
      barcode("code128", "{{parcel}}"),
      { parcel: "ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
      "variables.parcel: Makes a code128 that must be at least 242 points wide",
    ],
    [
      "a QR code whose value needs smaller modules",
      { type: "qr", value: "{{parcel}}", size: 40 },
      { parcel: "x".repeat(200) },
      "variables.parcel: Makes a QR code that must be at least 47 points wide",
    ],
    [
      "a constant barcode that is too narrow",
      barcode("ean13", "4006381333931", { width: 40 }),
      {},
      "page.blocks.0.value: ",
    ],
  ])("is rejected if 203 dpi cannot print it: %s", async (_, block, variables, message) => {
    await expect(render([block], variables)).rejects.toThrow(message);
  });

  it("is rejected with the design if no value has room", async () => {
    const check = (block: object) => checkRenderable(PageDescription.parse({ blocks: [block] }), 100);
    const qr = { type: "qr", value: "{{a}}", size: 20 };
    await expect(check(qr)).rejects.toThrow("page.blocks.0.size: Makes a QR code that must be at least 21 points wide");
    await expect(check({ ...qr, size: 21 })).resolves.toBeUndefined();
    const narrow = barcode("itf14", "{{a}}", { width: 60 });
    await expect(check(narrow)).rejects.toThrow("page.blocks.0.width: Makes a itf14");
  });

  it("has its value below the bars, unless the design omits it", async () => {
    const pages = async (members: object) =>
      (await readPdf(await render([barcode("ean13", "400638133393", members)]))).pages;
    expect(await pages({})).toEqual(["4 006381 333931"]);
    expect(await pages({ showText: false })).toEqual([""]);
  });
});
