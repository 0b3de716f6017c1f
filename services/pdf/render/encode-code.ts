import { RenderProblem } from "./render-problem.ts";

/** A kind of code, as designs name it. */
export type Symbology = "code128" | "code39" | "ean13" | "ean8" | "itf14" | "qr";

/** A code to encode. */
export interface CodeInput {
  readonly symbology: Symbology;
  readonly value: string;
  /** Space for the code with its quiet zone, in points. */
  readonly width: number;
  /** Height of the bars in points. A QR code is square. */
  readonly height: number;
  /** Path of the value, for problems. */
  readonly field: string;
}

/** A code with its quiet zone. Lengths are in points. */
export interface EncodedCode {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  /** Empty space on the left and right that is part of the width. */
  readonly quiet: readonly [left: number, right: number];
  /** The value as people read it. */
  readonly text: string;
}

/** More characters than any scanner reads. A value that no symbology holds would take the encoder minutes. */
const maxBarcodeCharacters = 256;
/** Digits in the largest QR code (ISO/IEC 18004, version 40-L), which holds fewer characters of any other kind. */
const maxQrCharacters = 7_089;

/** One dot of a label printer with 203 dpi, in points. Printers with more dots print the same widths more precisely. */
const dot = 72 / 203;
/** Dots per module, 0.25 mm. One dot more or less of ink doubles or removes a module of one dot. */
const minDots = 2;

/** Empty modules that scanners need on the left and right: ISO/IEC 15417, 16388, 15420 (EAN), 16390 and 18004. */
const quietModules: Readonly<Record<Symbology, readonly [left: number, right: number]>> = {
  code128: [10, 10],
  code39: [10, 10],
  ean13: [11, 7],
  ean8: [7, 7],
  itf14: [10, 10],
  qr: [4, 4],
};

/**
 * Encodes a value. The modules are whole dots of a printer with 203 dpi, so the code can be smaller than its space.
 *
 * @throws RenderProblem if the symbology cannot encode the value, or the modules would be too small to scan
 */
export async function encodeCode(input: CodeInput): Promise<EncodedCode> {
  return input.symbology === "qr" ? await encodeQr(input) : await encodeBarcode(input);
}

async function encodeBarcode(input: CodeInput): Promise<EncodedCode> {
  const { symbology, value, height } = input;
  if (value.length > maxBarcodeCharacters) throw cannotEncode(input);
  const { sbs: bars, txt } = (await encode(symbology, input)) as Bars;
  const [left, right] = quietModules[symbology];
  const modules = bars.reduce((sum, bar) => sum + bar, left + right);
  const module = moduleOf(input, modules);
  const ratio = height / module;
  let x = left;
  let path = "";
  for (const [index, bar] of bars.entries()) {
    // Bars and gaps alternate, starting with a bar.
    if (index % 2 === 0) path += `M${x} 0h${bar}v${ratio}h-${bar}z`;
    x += bar;
  }
  const text = readable(symbology, txt.map(([characters]) => characters).join(""));
  const quiet = [left * module, right * module] as const;
  return { svg: svg(modules, ratio, path), width: modules * module, height, quiet, text };
}

async function encodeQr(input: CodeInput): Promise<EncodedCode> {
  if (input.value.length > maxQrCharacters) throw cannotEncode(input);
  const { pixs, pixx } = (await encode("qrcode", input)) as Pixels;
  const [quiet] = quietModules.qr;
  const modules = pixx + 2 * quiet;
  const module = moduleOf(input, modules);
  const size = modules * module;
  let path = "";
  for (let row = 0; row < pixx; row += 1) {
    for (let from = 0; from < pixx; from += 1) {
      let to = from;
      while (to < pixx && pixs[row * pixx + to] === 1) to += 1;
      if (to > from) path += `M${from + quiet} ${row + quiet}h${to - from}v1h-${to - from}z`;
      from = to;
    }
  }
  return {
    svg: svg(modules, modules, path),
    width: size,
    height: size,
    quiet: [quiet * module, quiet * module],
    text: input.value,
  };
}

interface Bars {
  /** Widths of bars and gaps. */
  readonly sbs: readonly number[];
  /** Characters with their position and font. */
  readonly txt: readonly (readonly [characters: string, ...unknown[]])[];
}

interface Pixels {
  readonly pixs: readonly number[];
  readonly pixx: number;
}

async function encode(encoder: string, input: CodeInput): Promise<unknown> {
  // Loaded on first use, because it takes as long to load as many documents take to render.
  const { default: bwip } = await import("bwip-js/node");
  try {
    return bwip.raw({ bcid: encoder, text: input.value, includetext: true })[0];
  } catch {
    throw cannotEncode(input);
  }
}

/** Returns the width of a module in points: as many whole dots as fit. */
function moduleOf({ width, field, symbology }: CodeInput, modules: number): number {
  // Widths are written with few digits: 5 modules of 2 dots, rounded down, are still 5 modules of 2 dots.
  const dots = Math.floor(width / dot / modules + 0.001);
  if (dots >= minDots) return dots * dot;
  const needed = Math.ceil(minDots * dot * modules);
  const problem = `Makes a ${nameOf(symbology)} that must be at least ${needed} points wide, with its quiet zone, to be readable when it is printed at 203 dpi. It has ${Math.round(width)} points.`;
  throw new RenderProblem(field, problem);
}

function svg(width: number, height: number, path: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><path d="${path}"/></svg>`;
}

/** Groups the digits as they are printed below bars; Code 39 frames the value with asterisks, which are not printed. */
function readable(symbology: Symbology, text: string): string {
  if (symbology === "ean13") return text.replace(/^(\d)(\d{6})(\d{6})$/, "$1 $2 $3");
  if (symbology === "ean8") return text.replace(/^(\d{4})(\d{4})$/, "$1 $2");
  return symbology === "code39" ? text.replace(/^\*(.*)\*$/s, "$1") : text;
}

function cannotEncode({ symbology, field }: CodeInput): RenderProblem {
  return new RenderProblem(field, `Must not have a value that ${nameOf(symbology)} cannot encode.`);
}

function nameOf(symbology: Symbology): string {
  return symbology === "qr" ? "QR code" : symbology;
}
