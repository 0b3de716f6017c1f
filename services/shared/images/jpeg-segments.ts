/** Encoders write about ten scans. Each further scan can cost as much as decoding the whole image again. */
const maxScans = 100;
/** Profiles and metadata of a large photo need fewer than 200 segments, of up to 64 KiB each. */
const maxSegments = 1_000;

/** Markers may be preceded by any number of these bytes. */
const fill = 0xff;
const temporary = 0x01;
const startOfScan = 0xda;
const endOfImage = 0xd9;

/** Checks whether the bytes start like a JPEG file. */
export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

/** A segment of a JPEG file. */
export interface JpegSegment {
  readonly marker: number;
  /** Start and end of its data, after the length. */
  readonly data: readonly [start: number, end: number];
}

/**
 * Lists the segments of a JPEG file up to its end. Reads only their lengths, and searches scans for the next marker.
 *
 * @see ITU-T T.81, annex B
 */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment> {
  let position = 2;
  while (position >= 0 && position + 4 <= bytes.byteLength && bytes[position + 1] !== endOfImage) {
    const marker = bytes[position + 1] ?? 0;
    const end = position + segmentLength(bytes, position);
    if (marker !== fill) yield { marker, data: [Math.min(position + 4, end), end] };
    position = end;
    if (marker === startOfScan || bytes[position] !== 0xff) position = nextMarker(bytes, position);
  }
}

/**
 * Checks whether a JPEG file has more scans or segments than an encoder writes, so that decoding it would take much longer
 * than its dimensions suggest.
 */
export function hasTooManySegments(bytes: Uint8Array): boolean {
  let [segments, scans] = [0, 0];
  for (const { marker } of jpegSegments(bytes)) {
    segments += 1;
    scans += Number(marker === startOfScan);
    if (segments > maxSegments || scans > maxScans) return true;
  }
  return false;
}

/** TEM and the restart markers consist of the marker only. A decoder would not skip what follows them. */
function segmentLength(bytes: Uint8Array, position: number): number {
  const marker = bytes[position + 1] ?? 0;
  if (marker === fill) return 1;
  if (marker === temporary || (marker >= 0xd0 && marker <= 0xd7)) return 2;
  return 2 + (bytes[position + 2] ?? 0) * 256 + (bytes[position + 3] ?? 0);
}

/** Finds the next marker that is not part of the data: FF 00 is a byte of data, and FF D0 to D7 restart the decoder. */
function nextMarker(bytes: Uint8Array, from: number): number {
  let position = bytes.indexOf(0xff, from);
  while (position !== -1) {
    const next = bytes[position + 1] ?? 0;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return position;
    position = bytes.indexOf(0xff, position + 1);
  }
  return -1;
}
