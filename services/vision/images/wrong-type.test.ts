import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { picture } from "../../testing/picture.ts";
import { onEveryEngine } from "../../testing/running-vision.ts";

const accepted = "a PNG, JPEG, WebP, GIF or AVIF image";
const create = { width: 20, height: 10, channels: 3 as const, background: "teal" };
const heic = Buffer.concat([
  Buffer.from([0, 0, 0, 24]),
  Buffer.from("ftypheic\0\0\0\0mif1heic", "latin1"),
  Buffer.alloc(99),
]);
const bmp = Buffer.concat([Buffer.from("BM", "latin1"), Buffer.alloc(200)]);

describe("the problem of a file that is not accepted", () => {
  onEveryEngine()((running) => {
    it.each([
      ["a HEIC image", "a.png", () => heic, `The file is a HEIC image. Send ${accepted}.`],
      ["a BMP image", "a.png", () => bmp, `The file is a BMP image. Send ${accepted}.`],
      [
        "a TIFF image",
        "a.png",
        () => sharp({ create }).tiff().toBuffer(),
        `The file is a TIFF image. Send ${accepted}.`,
      ],
      [
        "an SVG image",
        "a.png",
        () => Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
        `The file is an SVG image. Send ${accepted}.`,
      ],
      [
        "an SVG image without a declaration",
        "a.svg",
        () => Buffer.from("\ufeff<!-- a > b --><!DOCTYPE svg [<!ENTITY a 'b'>]>\n<svg viewBox='0 0 1 1'/>"),
        `The file is an SVG image. Send ${accepted}.`,
      ],
      [
        "an XML document",
        "a.png",
        () => Buffer.from('<?xml version="1.0"?><note><svg/></note>'),
        `The file is an XML document. Send ${accepted}.`,
      ],
      ["text", "a.png", () => Buffer.from("Hello."), `The file is text. Send ${accepted}.`],
      ["unknown bytes", "a.png", () => Buffer.from([1, 2, 3, 4]), `The file is not ${accepted}.`],
      ["no bytes", "a.png", () => Buffer.alloc(0), "The file is empty."],
      [
        "a PNG image with the name of a JPEG",
        "a.jpg",
        () => picture(),
        "The type of the image does not match its file name or media type.",
      ],
    ])("names %s", async (_, fileName, content, message) => {
      const account = await running().openAccount();
      const body = new FormData();
      body.set("file", new File([new Uint8Array(await content())], fileName));
      const headers = { Authorization: `Bearer ${account.key}`, Accept: "application/problem+json" };
      const response = await fetch(`${running().url}/v1/images`, { method: "POST", headers, body });
      expect([response.status, ((await response.json()) as any).errors]).toEqual([
        422,
        [expect.objectContaining({ field: "file", message })],
      ]);
    });
  });
});
