import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import type { Content, UploadSink } from "errata/guards/upload";

/** Bytes in a megabyte of file size limits: binary, so that a file which file managers show as 25 MB is accepted. */
export const MB: number = 1024 * 1024;

/** Bytes in a gigabyte of storage plans: decimal. */
export const GB: number = 1_000_000_000;

/** A file that was received completely. */
export interface ReceivedFile {
  readonly bytes: number;
  /** SHA-256 of the content, hexadecimal. */
  readonly sha256: string;
}

/** A file that is being received. */
export interface IncomingFile extends UploadSink {
  /** Returns the size and hash. Call it once, after `finish`. */
  measure(): ReceivedFile;
}

/** Part of a file; both ends are included (RFC 9110 section 14.1.2). */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Stores the files of one API: in a folder for one node, in a bucket for several. A file is either complete and durable, or
 * does not exist. Uploads are received in files of this node, because their checks read them at any position.
 */
export interface FileStore {
  /** Name of the API that owns the files. */
  readonly name: string;
  /** Opens a new file for writing. It cannot be read before `keep`. */
  receive(fileId: string): Promise<IncomingFile>;
  /** Opens a received file, before or after `keep`, and closes it after `work`, which can read it at any position. */
  inspect<Result>(fileId: string, work: (content: Content) => Promise<Result>): Promise<Result>;
  /** Stores a received file durably under its id. */
  keep(fileId: string, signal?: AbortSignal): Promise<void>;
  /** Stores a file that is completely in memory. @param signal cancels the request; its reason is thrown */
  write(fileId: string, content: Uint8Array, signal?: AbortSignal): Promise<void>;
  /** Deletes a file, before or after `keep`. Does nothing if it does not exist. */
  remove(fileId: string): Promise<void>;
  /** Returns the path of a new file, for a worker process that writes it. The process must sync the file before `keep`. */
  incomingPath(fileId: string): string;
  /** Passes the path of a stored file to work that a worker process does. The path is valid until the work ends. */
  withPath<Result>(fileId: string, work: (path: string) => Promise<Result>): Promise<Result>;
  /** Opens a file. @throws Error if it does not exist, or if its length differs from `bytes` */
  read(fileId: string, bytes: number, range?: ByteRange, signal?: AbortSignal): Promise<Readable>;
}

/** Checks an id. Services generate them; the check prevents path traversal if one does not. */
export function checkFileId(fileId: string): string {
  if (/^[a-z]{3}_[0-9a-f]{24}$/.test(fileId)) return fileId;
  throw new RangeError(`Expected a file id such as rep_0123456789abcdef01234567, received "${fileId.slice(0, 80)}".`);
}

/** Counts and hashes the bytes that are written to a sink. */
export function measured(sink: UploadSink): IncomingFile {
  const hash = createHash("sha256");
  let bytes = 0;
  return {
    ...sink,
    async write(chunk) {
      await sink.write(chunk);
      hash.update(chunk);
      bytes += chunk.byteLength;
    },
    measure: () => ({ bytes, sha256: hash.digest("hex") }),
  };
}
