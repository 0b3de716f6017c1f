import type { Block } from "../designs/page-description.ts";
import { number, startOf } from "./draw-text.ts";
import { RenderProblem } from "./render-problem.ts";
import type { Band, Sheet } from "./sheet.ts";
import type { Scope } from "./template.ts";

/** More characters than any scanner reads. A value that no symbology holds would take the encoder minutes. */
const maxBarcodeCharacters = 256;
/** Digits in the largest QR code (ISO/IEC 18004, version 40-L), which holds fewer characters of any other kind. */
const maxQrCharacters = 7_089;

/** Renders a linear barcode as bars. @throws RenderProblem if the symbology cannot encode the value */
export async function drawBarcode(sheet: Sheet, block: Block<"barcode">, scope: Scope): Promise<void> {
  const { symbology, width, height, align } = block;
  const value = sheet.fill(block.value, scope);
  if (value.length > maxBarcodeCharacters) throw cannotEncode(symbology);
  const { sbs: bars } = (await encode(symbology, value, symbology)) as { sbs: number[] };
  const { draw, top } = sheet.take(height);
  const module = Math.min(width, sheet.width) / bars.reduce((sum, bar) => sum + bar, 0);
  let x = startOf(align, sheet.left, sheet.width, Math.min(width, sheet.width));
  for (const [index, bar] of bars.entries()) {
    // Bars and gaps alternate, starting with a bar.
    if (index % 2 === 0) draw(rectangle(x, top - height, bar * module, height));
    x += bar * module;
  }
}

/** Renders a QR code. @throws RenderProblem if the value is too long */
export async function drawQr(sheet: Sheet, block: Block<"qr">, scope: Scope): Promise<void> {
  const size = Math.min(block.size, sheet.width);
  const value = sheet.fill(block.value, scope);
  if (value.length > maxQrCharacters) throw cannotEncode("QR code");
  const code = (await encode("qrcode", value, "QR code")) as Pixels;
  const band = sheet.take(size);
  const left = startOf(block.align, sheet.left, sheet.width, size);
  for (let row = 0; row < code.pixy; row += 1) drawRow(band, code, { row, left, module: size / code.pixx });
}

interface Pixels {
  readonly pixs: readonly number[];
  readonly pixx: number;
  readonly pixy: number;
}

/** Renders each run of dark pixels in a row as one rectangle. */
function drawRow(
  { draw, top }: Band,
  { pixs, pixx }: Pixels,
  { row, left, module }: { readonly row: number; readonly left: number; readonly module: number },
): void {
  const y = top - (row + 1) * module;
  for (let from = 0; from < pixx; from += 1) {
    let to = from;
    while (to < pixx && pixs[row * pixx + to] === 1) to += 1;
    if (to > from) draw(rectangle(left + from * module, y, (to - from) * module, module));
    from = to;
  }
}

function rectangle(x: number, y: number, width: number, height: number): string {
  return `${number(x)} ${number(y)} ${number(width)} ${number(height)} re f`;
}

async function encode(encoder: string, value: string, symbology: string): Promise<unknown> {
  // Loaded on first use, because it takes as long to load as many documents take to render.
  const { default: bwip } = await import("bwip-js/node");
  try {
    return bwip.raw({ bcid: encoder, text: value })[0];
  } catch {
    throw cannotEncode(symbology);
  }
}

function cannotEncode(symbology: string): Error {
  return new RenderProblem("variables", `Must not have a value that ${symbology} cannot encode.`);
}
