import { Readable } from "node:stream";
import { ReadableStream as WebStream } from "node:stream/web";
import type { ApiError } from "errata";
import type { Context } from "hono";
import type { ByteRange } from "./file-store.ts";

/** A file to send. */
export interface Download {
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** SHA-256 of the content, hexadecimal. It is the ETag. */
  readonly sha256: string;
  /** Returns the content, or one range of it. It is not called for HEAD, or if the client has the content already. */
  readonly read: (range: ByteRange | undefined) => Promise<Readable | ReadableStream<Uint8Array> | Uint8Array>;
}

/** Creates the errors of `downloadErrors`: `contract.error`. */
export interface DownloadErrors {
  PRECONDITION_FAILED(details: { etag: string }): ApiError;
  RANGE_NOT_SATISFIABLE(details: { bytes: number }): ApiError;
}

/**
 * Sends a file as an attachment that browsers neither open nor sniff, with ETag, conditions and ranges.
 *
 * Several ranges in one request, other units and malformed ranges are ignored, as RFC 9110 section 14.2 permits. The files
 * have no Last-Modified, so conditions on a date are ignored too (sections 13.1.3 and 13.1.4).
 *
 * @throws PRECONDITION_FAILED if If-Match does not list the file's ETag
 * @throws RANGE_NOT_SATISFIABLE if the range starts after the end of the file
 */
export async function sendDownload(c: Context, file: Download, errors: DownloadErrors): Promise<Response> {
  const etag = `"${file.sha256}"`;
  const cached = { ETag: etag, "Cache-Control": "private, no-store" };
  const ifMatch = c.req.header("if-match");
  if (ifMatch !== undefined && !lists(ifMatch, etag)) throw errors.PRECONDITION_FAILED({ etag });
  const ifNoneMatch = c.req.header("if-none-match");
  // The weak comparison of section 13.1.2: a cache may have weakened the tag.
  if (ifNoneMatch !== undefined && lists(ifNoneMatch.replaceAll("W/", ""), etag)) return c.body(null, 304, cached);

  const range = requestedRange(c, file.bytes, etag);
  if (range !== undefined && range.first >= file.bytes) throw errors.RANGE_NOT_SATISFIABLE({ bytes: file.bytes });
  const headers = {
    ...cached,
    "Content-Type": file.mediaType,
    "Content-Length": String(range === undefined ? file.bytes : range.last - range.first + 1),
    "Content-Disposition": contentDisposition(file.fileName),
    "X-Content-Type-Options": "nosniff",
    "Accept-Ranges": "bytes",
    ...(range && { "Content-Range": `bytes ${range.first}-${range.last}/${file.bytes}` }),
  };
  if (c.req.method === "HEAD") return c.body(null, 200, headers);
  const content = await file.read(range);
  return c.body(toBody(content), range === undefined ? 200 : 206, headers);
}

function toBody(content: Readable | ReadableStream<Uint8Array> | Uint8Array): Uint8Array<ArrayBuffer> | ReadableStream {
  if (content instanceof Uint8Array) return new Uint8Array(content);
  // Not Readable.toWeb, which on Node 20 can fail with "Controller is already closed" after the last chunk.
  return content instanceof Readable ? (WebStream.from(content) as ReadableStream) : content;
}

/** Returns whether a list of entity tags contains a strong tag, or is `*`. @see RFC 9110 section 8.8.3.2 */
function lists(header: string, etag: string): boolean {
  return header.trim() === "*" || header.match(/(?:W\/)?"[^"]*"/g)?.includes(etag) === true;
}

/** Returns the range that a GET asks for; undefined for the whole file. Its start can be after the end of the file. */
function requestedRange(c: Context, bytes: number, etag: string): ByteRange | undefined {
  const ifRange = c.req.header("if-range");
  if (c.req.method !== "GET" || (ifRange !== undefined && ifRange.trim() !== etag)) return undefined;
  const match = /^bytes=[ \t]*(\d*)-(\d*)$/i.exec(c.req.header("range")?.trim() ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (first === "") return last === "" ? undefined : { first: startOfSuffix(Number(last), bytes), last: bytes - 1 };
  if (last !== "" && Number(last) < Number(first)) return undefined;
  return { first: Number(first), last: last === "" ? bytes - 1 : Math.min(Number(last), bytes - 1) };
}

/** Returns where the last `length` bytes start. No bytes at all are not satisfiable. @see RFC 9110 section 14.1.2 */
function startOfSuffix(length: number, bytes: number): number {
  return length === 0 ? bytes : Math.max(0, bytes - length);
}

/** Names the file in ASCII for old clients and in UTF-8 for the others. @see RFC 6266 section 4.3 */
function contentDisposition(fileName: string): string {
  const ascii = fileName.replaceAll(/[^\x20-\x7e]|["\\%]/g, "_");
  if (ascii === fileName) return `attachment; filename="${fileName}"`;
  // Through bytes, because half of a surrogate pair cannot be encoded.
  const encoded = encodeURIComponent(Buffer.from(fileName).toString()).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
