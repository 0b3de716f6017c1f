import { constants, crc32, deflateRawSync } from "node:zlib";
import type { ReceivedFile } from "../../../shared/files/index.ts";
import type { OutputFile } from "../output-file.ts";

/** Writes an archive, one entry after the other, without keeping the entries in memory. */
export interface ZipWriter {
  /** Starts an entry. @param name path in ASCII */
  entry(name: string): void;
  /** Adds text to the entry, in UTF-8. Text is compressed in pieces, so pass long ones. */
  write(text: string): void;
  /** Writes the directory. The archive and each entry must have less than 4 GiB. */
  finish(): ReceivedFile;
}

interface Entry {
  readonly name: Buffer;
  readonly offset: number;
  crc: number;
  bytes: number;
  packedBytes: number;
}

const version = 20;
/** Sizes follow the data, because they are not known before. */
const hasDataDescriptor = 8;
const deflated = 8;
/** 1 January 1980, the first date of the format, so that equal tables produce equal files. */
const date = 0x21;

/** Creates a writer. @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT sections 4.3.7 to 4.3.16 */
export function zipWriter(output: OutputFile): ZipWriter {
  const entries: Entry[] = [];
  let current: Entry | undefined;

  function endEntry(): void {
    if (current === undefined) return;
    pack(current, Buffer.alloc(0), constants.Z_FINISH);
    output.write(littleEndian([0x08074b50, 4], [current.crc, 4], [current.packedBytes, 4], [current.bytes, 4]));
    current = undefined;
  }

  /** A flushed piece ends at a byte, so pieces that were compressed separately form one stream. */
  function pack(entry: Entry, data: Buffer, finishFlush: number): void {
    const packed = deflateRawSync(data, { level: 3, finishFlush });
    // Without data, Node returns 0 instead of the previous value.
    if (data.byteLength > 0) entry.crc = crc32(data, entry.crc);
    entry.bytes += data.byteLength;
    entry.packedBytes += packed.byteLength;
    output.write(packed);
  }

  function directoryEntry({ name, offset, crc, bytes, packedBytes }: Entry): Buffer {
    return Buffer.concat([
      littleEndian(
        [0x02014b50, 4],
        [version, 2],
        [version, 2],
        [hasDataDescriptor, 2],
        [deflated, 2],
        [0, 2],
        [date, 2],
      ),
      littleEndian([crc, 4], [packedBytes, 4], [bytes, 4], [name.byteLength, 2], [0, 2], [0, 2], [0, 2], [0, 2]),
      littleEndian([0, 4], [offset, 4]),
      name,
    ]);
  }

  return {
    entry(path) {
      endEntry();
      const name = Buffer.from(path, "latin1");
      current = { name, offset: output.bytes, crc: 0, bytes: 0, packedBytes: 0 };
      entries.push(current);
      output.write(
        littleEndian([0x04034b50, 4], [version, 2], [hasDataDescriptor, 2], [deflated, 2], [0, 2], [date, 2]),
      );
      output.write(littleEndian([0, 4], [0, 4], [0, 4], [name.byteLength, 2], [0, 2]));
      output.write(name);
    },
    write(text) {
      if (current !== undefined) pack(current, Buffer.from(text), constants.Z_SYNC_FLUSH);
    },
    finish() {
      endEntry();
      const offset = output.bytes;
      for (const entry of entries) output.write(directoryEntry(entry));
      const bytes = output.bytes - offset;
      output.write(littleEndian([0x06054b50, 4], [0, 2], [0, 2], [entries.length, 2], [entries.length, 2]));
      output.write(littleEndian([bytes, 4], [offset, 4], [0, 2]));
      return output.finish();
    },
  };
}

/** Encodes numbers with their sizes in bytes. */
function littleEndian(...fields: readonly (readonly [value: number, size: 2 | 4])[]): Buffer {
  const buffer = Buffer.alloc(fields.reduce((sum, [, size]) => sum + size, 0));
  let offset = 0;
  for (const [value, size] of fields) offset = buffer.writeUIntLE(value, offset, size);
  return buffer;
}
