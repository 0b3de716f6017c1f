import { constants, crc32, deflateRawSync } from "node:zlib";

/** Header of a PNG file. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits per pixel, all of them grey. @default 1 */
  readonly bitDepth?: 1 | 8;
  /** @default false */
  readonly isInterlaced?: boolean;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Builds a PNG file from any chunks, valid or not. */
export function pngFile({ width, height, bitDepth = 1, isInterlaced = false }: PngHeader, chunks: Buffer[]): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, bitDepth, 0, 0, 0, isInterlaced ? 1 : 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  return Buffer.concat([signature, pngChunk("IHDR", header), ...chunks, pngChunk("IEND", Buffer.alloc(0))]);
}

/** Builds a black image with one bit per pixel. */
export function blackPng(width: number, height: number): Buffer {
  return pngFile({ width, height }, [pngChunk("IDAT", deflatedZeros(height * (1 + Math.ceil(width / 8))))]);
}

export function pngChunk(type: string, data: Uint8Array): Buffer {
  const content = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.byteLength);
  checksum.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, checksum]);
}

const blockBytes = 1_000_000;

/** Returns zeros in zlib format. Compresses one block and repeats it, because a bomb must be cheap to create. */
export function deflatedZeros(bytes: number): Buffer {
  const deflate = (size: number): Buffer =>
    deflateRawSync(Buffer.alloc(size), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const blocks = Array<Buffer>(Math.floor(bytes / blockBytes)).fill(deflate(blockBytes));
  // An empty last block, and the Adler-32 checksum of zeros.
  const end = Buffer.from([0x03, 0x00, 0, 0, 0, 1]);
  end.writeUInt16BE(bytes % 65_521, 2);
  return Buffer.concat([Buffer.from([0x78, 0xda]), ...blocks, deflate(bytes % blockBytes), end]);
}
