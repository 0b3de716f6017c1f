import { isJpeg, jpegSegments } from "./jpeg-segments.ts";
import { isWebp, webpChunks } from "./webp-chunks.ts";

/** Size of the header and of a directory with one entry. */
const smallestBytes = 26;
/** Cameras write fewer than a hundred entries before the orientation, which has one of the lowest numbers. */
const maxEntries = 1_000;
const orientationTag = 0x0112;
const shortType = 3;
const app1 = 0xe1;

const prefix = [0x45, 0x78, 0x69, 0x66, 0, 0];

/** Returns a JPEG or WebP file whose Exif data has only the orientation. */
export function withReducedExif(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(bytes);
  if (isJpeg(copy))
    for (const { marker, data } of jpegSegments(copy)) if (marker === app1) reduceSegment(copy.subarray(...data));
  if (isWebp(copy))
    for (const { type, data } of webpChunks(copy)) if (type === "EXIF") reduceExif(copy.subarray(...data));
  return copy;
}

/**
 * Reduces Exif data to the orientation, in place. Its directories can refer to each other and to the same bytes many times:
 * 60 kB can take a decoder 20 s. No service reads anything else in it.
 *
 * @see CIPA DC-008 (Exif), section 4.6.2
 */
export function reduceExif(data: Uint8Array): void {
  const exif = prefix.every((byte, index) => data[index] === byte) ? data.subarray(prefix.length) : data;
  const orientation = readOrientation(exif);
  exif.fill(0);
  if (orientation === undefined || exif.byteLength < smallestBytes) return;
  const view = viewOf(exif);
  // Little-endian; the only directory starts at 8.
  view.setUint32(0, 0x49492a00);
  view.setUint32(4, 8, true);
  view.setUint16(8, 1, true);
  view.setUint16(10, orientationTag, true);
  view.setUint16(12, shortType, true);
  view.setUint32(14, 1, true);
  view.setUint16(18, orientation, true);
}

/** Returns the orientation, from 1 to 8; undefined if there is none. */
function readOrientation(exif: Uint8Array): number | undefined {
  if (exif.byteLength < smallestBytes) return undefined;
  const view = viewOf(exif);
  const order = view.getUint32(0);
  const isLittle = order === 0x49492a00;
  if (!isLittle && order !== 0x4d4d002a) return undefined;
  const directory = view.getUint32(4, isLittle);
  if (directory + 2 > exif.byteLength) return undefined;
  const entries = Math.min(view.getUint16(directory, isLittle), maxEntries);
  for (let entry = 0, at = directory + 2; entry < entries && at + 12 <= exif.byteLength; entry += 1, at += 12) {
    if (view.getUint16(at, isLittle) !== orientationTag) continue;
    const value = view.getUint16(at + 8, isLittle);
    const isValid = view.getUint16(at + 2, isLittle) === shortType && value >= 1 && value <= 8;
    return isValid ? value : undefined;
  }
  return undefined;
}

/** Other segments with this marker have metadata in XML. Decoders compare only the first four characters. */
function reduceSegment(data: Uint8Array): void {
  if (textAt(data, 0) !== "Exif") return;
  data.set(prefix.slice(0, data.byteLength));
  reduceExif(data);
}

function textAt(bytes: Uint8Array, start: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + 4));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
