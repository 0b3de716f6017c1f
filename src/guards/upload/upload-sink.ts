import { open, unlink } from "node:fs/promises";
import { requireText } from "../../contract/faults/arguments.ts";

/** Bytes with random access, such as a received upload. */
export interface Content {
  /** Length in bytes. */
  readonly bytes: number;
  /** Reads up to `length` bytes from `offset`; fewer at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A destination for the bytes of one upload, which can be read back to check the whole content. */
export interface UploadSink {
  /** Appends a chunk. Its buffer can be reused once the promise resolves. */
  write(chunk: Uint8Array): Promise<void>;
  /** Reads up to `length` written bytes from `offset`. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Flushes the written bytes to durable storage. Called once, after all checks passed. */
  finish(): Promise<void>;
  /** Deletes the written bytes. Called once, if the upload was rejected or failed. */
  discard(): Promise<void>;
}

/** A sink in memory, for small uploads and tests. */
export interface MemorySink extends UploadSink {
  /** Returns all written bytes; empty after `discard`. */
  content(): Uint8Array;
}

/**
 * Creates a sink in memory.
 *
 * @example
 * ```ts
 * import { memorySink } from "errata/guards/upload";
 *
 * const sink = memorySink();
 * await sink.write(new Uint8Array([1, 2, 3]));
 * const bytes = sink.content();
 * ```
 */
export function memorySink(): MemorySink {
  let chunks: Uint8Array[] = [];
  const content = (): Uint8Array => {
    if (chunks.length > 1) chunks = [Buffer.concat(chunks)];
    return chunks[0] ?? new Uint8Array();
  };
  return {
    async write(chunk) {
      chunks.push(chunk.slice());
    },
    read: async (offset, length) => content().subarray(offset, offset + length),
    finish: async () => undefined,
    async discard() {
      chunks = [];
    },
    content,
  };
}

/**
 * Creates a sink that writes a new file, readable by its owner only, and syncs it before the upload is accepted. Use a
 * temporary name, and rename the file once the database has its row: files left by a crash then have no row.
 *
 * @param path path of a file that does not exist, in a folder that does
 * @throws EEXIST from Node when the file exists
 * @example
 * ```ts
 * import { fileSink } from "errata/guards/upload";
 *
 * const sink = await fileSink(`/tmp/upload-${crypto.randomUUID()}.part`);
 * await sink.write(new TextEncoder().encode("Findings: none."));
 * await sink.finish();
 * ```
 */
export async function fileSink(path: string): Promise<UploadSink> {
  requireText("fileSink: path", path);
  const file = await open(path, "wx+", 0o600);
  let end = 0;
  return {
    async write(chunk) {
      let written = 0;
      while (written < chunk.byteLength) {
        const { bytesWritten } = await file.write(chunk, written, chunk.byteLength - written, end);
        written += bytesWritten;
        end += bytesWritten;
      }
    },
    async read(offset, length) {
      const buffer = new Uint8Array(Math.max(0, Math.min(length, end - offset)));
      const { bytesRead } = await file.read(buffer, 0, buffer.byteLength, offset);
      return buffer.subarray(0, bytesRead);
    },
    async finish() {
      await file.sync();
      await file.close();
    },
    async discard() {
      // `finish` may have closed the file before it failed.
      await file.close().catch(() => undefined);
      await unlink(path);
    },
  };
}

/** A type of file that an API can accept. */
export interface FileType {
  /** Short name for people: `PDF`. */
  readonly name: string;
  /** Media types that a client can declare. The file is served with the first. */
  readonly mediaTypes: readonly [string, ...string[]];
  /** Extensions in lower case, without the dot. An empty string allows a name without an extension. */
  readonly extensions: readonly string[];
  /** Whether such a file is a ZIP archive, so that it can end with a central directory. @default false */
  readonly isArchive?: boolean | undefined;
  /** Whether such a file is also plain text, as CSV is, so that matching both is not a polyglot. @default false */
  readonly isText?: boolean | undefined;
  /** Checks the first bytes (4096, or all of a shorter file), so that a wrong file is rejected before it is stored. */
  startsLike(head: Uint8Array): boolean;
  /** Checks the whole content. */
  matches(content: Content): Promise<boolean>;
  /** Returns the encoding of matching text. @default no encoding */
  charsetOf?(content: Content): Promise<string | undefined>;
}
