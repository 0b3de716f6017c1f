import { deflateRawSync } from "node:zlib";

const MiB = 1024 * 1024;

/** Hostile DICOM files: cheap to send, expensive to parse without limits. */
export const dicomBombs: readonly { readonly name: string; readonly file: () => Uint8Array<ArrayBuffer> }[] = [
  { name: "a deflated data set that inflates to 256 MiB", file: () => deflatedBomb(256 * MiB) },
  { name: "a header of 120,000 empty elements", file: () => part10(explicitLittleEndian, emptyElements(120_000)) },
  { name: "sequences nested 50,000 deep", file: () => part10(explicitLittleEndian, nestedSequences(50_000)) },
];

const explicitLittleEndian = "1.2.840.10008.1.2.1";
const deflatedLittleEndian = "1.2.840.10008.1.2.1.99";

function deflatedBomb(bytes: number): Uint8Array<ArrayBuffer> {
  return part10(deflatedLittleEndian, deflateRawSync(Buffer.alloc(bytes)));
}

/** Builds a file with only a transfer syntax and the given data set. @see DICOM PS3.10 section 7.1 */
function part10(transferSyntax: string, dataSet: Uint8Array): Uint8Array<ArrayBuffer> {
  const uid = Buffer.from(transferSyntax.length % 2 === 0 ? transferSyntax : `${transferSyntax}\0`, "latin1");
  const syntax = Buffer.concat([element(0x0002, 0x0010, "UI", uid.byteLength), uid]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(syntax.byteLength);
  const meta = Buffer.concat([element(0x0002, 0x0000, "UL", 4), length, syntax]);
  return new Uint8Array(Buffer.concat([Buffer.alloc(128), Buffer.from("DICM", "latin1"), meta, dataSet]));
}

function emptyElements(count: number): Buffer {
  return Buffer.concat(
    Array.from({ length: count }, (_, index) =>
      element(0x0009 + 2 * Math.floor(index / 0xff00), 0x0010 + (index % 0xff00), "LO", 0),
    ),
  );
}

/** Sequences and items of undefined length, each in the other. */
function nestedSequences(depth: number): Buffer {
  const sequence = Buffer.alloc(12);
  element(0x0009, 0x1001, "SQ", 0).copy(sequence);
  sequence.writeUInt32LE(0xffffffff, 8);
  const item = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0xff, 0xff, 0xff, 0xff]);
  return Buffer.concat(Array.from({ length: depth }, () => Buffer.concat([sequence, item])));
}

/** Returns the head of an element with explicit VR and a short length. @see DICOM PS3.5 section 7.1.2 */
function element(group: number, number: number, vr: string, length: number): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16LE(group, 0);
  head.writeUInt16LE(number, 2);
  head.write(vr, 4, "latin1");
  head.writeUInt16LE(length, 6);
  return head;
}
