import { type FileHandle, open } from "node:fs/promises";

/** The state of a write-ahead log, the file `<database>-wal`. */
export interface LogState {
  /** Length of the file in bytes. */
  readonly bytes: number;
  /** Bytes up to the end of the last commit that the engine can read. It ignores everything that follows. */
  readonly readableBytes: number;
  /** Commits that the engine can read. */
  readonly commits: number;
  /**
   * Commits that follow the first damage, which the engine would lose without an error. One can be that of a transaction which a
   * power failure interrupted. Infinity if the header is damaged, so that nothing can be read.
   */
  readonly lostCommits: number;
}

const headerBytes = 32;
const frameHeaderBytes = 24;
/** Frames that are read at once. */
const batchFrames = 256;

/**
 * Checks the write-ahead log of a database with the checksums of its frames. A log that was cut off exactly between two commits
 * cannot be recognised.
 *
 * @param path path of the database
 * @returns undefined if the database has no log
 * @see https://www.sqlite.org/fileformat2.html#the_write_ahead_log
 */
export async function inspectLog(path: string): Promise<LogState | undefined> {
  const file = await open(`${path}-wal`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  if (file === undefined) return undefined;
  try {
    return await inspectFile(file, (await file.stat()).size);
  } finally {
    await file.close();
  }
}

async function inspectFile(file: FileHandle, bytes: number): Promise<LogState> {
  const header = await readAt(file, 0, Math.min(bytes, headerBytes));
  const format = header.byteLength === headerBytes ? readFormat(header) : undefined;
  // An interrupted write leaves a part of the first header only, because the header is synced before the first frame.
  if (format === undefined)
    return { bytes, readableBytes: 0, commits: 0, lostCommits: bytes > headerBytes ? Number.POSITIVE_INFINITY : 0 };
  const frameBytes = frameHeaderBytes + format.pageBytes;
  const isReadable = frameReader(format);
  const state = { bytes, readableBytes: headerBytes, commits: 0, lostCommits: 0 };
  for (let at = headerBytes; at + frameBytes <= bytes; at += batchFrames * frameBytes) {
    const batch = await readAt(file, at, Math.min(batchFrames, Math.floor((bytes - at) / frameBytes)) * frameBytes);
    for (let end = frameBytes; end <= batch.byteLength; end += frameBytes) {
      const frame = batch.subarray(end - frameBytes, end);
      const wasRead = isReadable(frame);
      // Frames with other salts are older than the last checkpoint.
      const isCommit = frame.readUInt32BE(4) > 0 && frame.readBigUInt64BE(8) === format.salts;
      if (!isCommit) continue;
      if (wasRead) Object.assign(state, { commits: state.commits + 1, readableBytes: at + end });
      else state.lostCommits += 1;
    }
  }
  return state;
}

/** Checks frames in their sequence. Every checksum includes those before, so no frame after a damaged one is readable. */
function frameReader({ salts, isBigEndian, sums: first }: Format): (frame: Buffer) => boolean {
  let sums = first;
  let isReadable = true;
  return (frame) => {
    if (!isReadable) return false;
    sums = checksum(frame.subarray(0, 8), isBigEndian, sums);
    sums = checksum(frame.subarray(frameHeaderBytes), isBigEndian, sums);
    const isCurrent = frame.readBigUInt64BE(8) === salts;
    isReadable = isCurrent && frame.readUInt32BE(16) === sums[0] && frame.readUInt32BE(20) === sums[1];
    return isReadable;
  };
}

/** The format of a log, from its header. */
interface Format {
  /** Differ in every frame that is older than the last checkpoint. */
  readonly salts: bigint;
  readonly pageBytes: number;
  readonly isBigEndian: boolean;
  /** Checksum of the header. */
  readonly sums: Sums;
}

type Sums = readonly [number, number];

/** @returns undefined if the header is not valid */
function readFormat(header: Buffer): Format | undefined {
  const magic = header.readUInt32BE(0);
  const isBigEndian = magic === 0x377f0683;
  const pageBytes = header.readUInt32BE(8);
  const sums = checksum(header.subarray(0, 24), isBigEndian, [0, 0]);
  const isValid =
    (isBigEndian || magic === 0x377f0682) && header.readUInt32BE(24) === sums[0] && header.readUInt32BE(28) === sums[1];
  return isValid ? { salts: header.readBigUInt64BE(16), pageBytes, isBigEndian, sums } : undefined;
}

/** Adds the 32-bit words of some bytes to a checksum, as the file format defines it. */
function checksum(bytes: Buffer, isBigEndian: boolean, [before0, before1]: Sums): Sums {
  let [sum0, sum1] = [before0, before1];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.byteLength; at += 8) {
    sum0 = (sum0 + view.getUint32(at, !isBigEndian) + sum1) >>> 0;
    sum1 = (sum1 + view.getUint32(at + 4, !isBigEndian) + sum0) >>> 0;
  }
  return [sum0, sum1];
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}
