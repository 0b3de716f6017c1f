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
    name: "a private element of undefined length with 5 MB of zeros",
    file: () => part10(syntaxes.explicitLittleEndian, openElement(0x00091001, "UN"), Buffer.alloc(5_000_000)),
  },
  {
    name: "a value that declares 4 GB",
    file: () => part10(syntaxes.explicitLittleEndian, ofLength(openElement(0x00091001, "OB"), 0xfffffffe)),
  },
  {
    name: "a fragment of pixels that declares 4 GB",
    file: () =>
      part10(
        syntaxes.jpeg,
        openElement(0x7fe00010, "OB"),
        rawItem(0xfffee000),
        ofLength(rawItem(0xfffee000), 0xfffffff0),
        Buffer.alloc(1_000_000),
      ),
  },
  {
    name: "1,000 sequences of 1,000 items",
    file: () =>
      part10(
        syntaxes.explicitLittleEndian,
        ...Array.from({ length: 1_000 }, (_, index) =>
          Buffer.concat([openElement(0x00091000 + index, "SQ"), emptyItems(1_000), rawItem(0xfffee0dd)]),
        ),
      ),
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

/** Returns the head of an element or item with another length. */
function ofLength(head: Buffer, length: number): Buffer {
  head.writeUInt32LE(length, head.byteLength - 4);
  return head;
}

function emptyItems(count: number): Buffer {
  return Buffer.alloc(count * 8, rawItem(0xfffee000));
}

/** Sequences and items of undefined length, each in the other. */
function nestedSequences(depth: number): Buffer {
  const level = Buffer.concat([openElement(0x00091001, "SQ"), openElement(0xfffee000)]);
  return Buffer.concat(Array.from({ length: depth }, () => level));
}
