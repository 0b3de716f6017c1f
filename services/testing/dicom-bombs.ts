import { deflatedZeros } from "./png-file.ts";
import { openElement, part10, rawElement, rawItem, syntaxes } from "./raw-dicom.ts";

const MiB = 1024 * 1024;

/** Hostile DICOM files: cheap to send, expensive to parse without limits. */
export const dicomBombs: readonly { readonly name: string; readonly file: () => Uint8Array<ArrayBuffer> }[] = [
  { name: "a deflated data set that inflates to 256 MiB", file: () => deflatedBomb(256 * MiB) },
  {
    name: "a header of 120,000 empty elements",
    file: () => part10(syntaxes.explicitLittleEndian, emptyElements(120_000)),
  },
  { name: "sequences nested 50,000 deep", file: () => part10(syntaxes.explicitLittleEndian, nestedSequences(50_000)) },
  {
    name: "a sequence of 300,000 items",
    file: () => part10(syntaxes.explicitLittleEndian, openElement(0x00091001, "SQ"), emptyItems(300_000)),
  },
  {
    name: "the same element 200,000 times",
    file: () => part10(syntaxes.explicitLittleEndian, Buffer.alloc(1_600_000, rawElement([0x00080060, "CS", ""]))),
  },
  {
    name: "pixel data of 300,000 fragments",
    file: () => part10(syntaxes.jpeg, openElement(0x7fe00010, "OB"), emptyItems(300_000)),
  },
];

function deflatedBomb(bytes: number): Uint8Array<ArrayBuffer> {
  // DICOM deflates without the header and the checksum of zlib.
  return part10(syntaxes.deflated, deflatedZeros(bytes).subarray(2, -4));
}

function emptyElements(count: number): Buffer {
  return Buffer.concat(
    Array.from({ length: count }, (_, index) =>
      rawElement([0x00090010 + 0x20000 * Math.floor(index / 0xff00) + (index % 0xff00), "LO", ""]),
    ),
  );
}

function emptyItems(count: number): Buffer {
  return Buffer.alloc(count * 8, rawItem(0xfffee000));
}

/** Sequences and items of undefined length, each in the other. */
function nestedSequences(depth: number): Buffer {
  const level = Buffer.concat([openElement(0x00091001, "SQ"), openElement(0xfffee000)]);
  return Buffer.concat(Array.from({ length: depth }, () => level));
}
