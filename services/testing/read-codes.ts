import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { prepareZXingModule, type ReaderOptions, readBarcodes } from "zxing-wasm/reader";
import { rasterise } from "./read-pdf.ts";

/** A code that a scanner found. */
export interface ScannedCode {
  readonly format: string;
  readonly text: string;
}

// By default the decoder is downloaded.
const wasm = fileURLToPath(import.meta.resolve("zxing-wasm/reader/zxing_reader.wasm"));
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(readFileSync(wasm)).buffer } });

const options: ReaderOptions = { tryHarder: true, tryRotate: false, tryInvert: false, tryDownscale: false };

/** Prints the first page of a PDF with a resolution, and reads its codes as a scanner does. @returns them by format */
export async function readCodes(pdf: Uint8Array, dpi: number): Promise<readonly ScannedCode[]> {
  const { data, width, height } = await rasterise(pdf, dpi);
  const results = await readBarcodes({ data, width, height, colorSpace: "srgb" } as ImageData, options);
  return results
    .map(({ format, text }) => ({ format, text }))
    .sort((one, other) => one.format.localeCompare(other.format));
}
