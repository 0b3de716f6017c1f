import { Readable } from "node:stream";
import type { ByteRange } from "../../shared/files/index.ts";
import type { Backend } from "../backend.ts";
import type { ImagingContext } from "../http.ts";
import type { Report } from "./report.ts";

/** Sends the content of a report, or the one range of it that the request asks for. */
export async function downloadReport(c: ImagingContext, { files }: Backend, report: Report): Promise<Response> {
  const range = readRange(c.req.header("range"), report.bytes);
  const content = Readable.toWeb(await files.read(report.id, report.bytes, range)) as ReadableStream;
  return c.body(content, range === undefined ? 200 : 206, downloadHeaders(report, range));
}

/**
 * Parses a Range header. Several ranges, other units and unsatisfiable ranges are ignored, which RFC 9110 section 14.2
 * permits.
 *
 * @returns undefined for the whole file
 */
function readRange(header: string | undefined, bytes: number): ByteRange | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  const range =
    first === ""
      ? { first: Math.max(0, bytes - Number(last)), last: bytes - 1 }
      : { first: Number(first), last: last === "" ? bytes - 1 : Math.min(Number(last), bytes - 1) };
  return range.first <= range.last ? range : undefined;
}

/** Returns the headers of an attachment that browsers neither open nor sniff. */
function downloadHeaders(report: Report, range: ByteRange | undefined): Record<string, string> {
  const { bytes, file_name, media_type, sha256 } = report;
  const length = range === undefined ? bytes : range.last - range.first + 1;
  return {
    // The media type of a text that is not UTF-8 already names its charset.
    "Content-Type": media_type === "text/plain" ? "text/plain; charset=utf-8" : media_type,
    "Content-Length": String(length),
    "Content-Disposition": contentDisposition(file_name),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Accept-Ranges": "bytes",
    ETag: `"${sha256}"`,
    ...(range === undefined ? {} : { "Content-Range": `bytes ${range.first}-${range.last}/${bytes}` }),
  };
}

/** Names the file in ASCII for old clients and in UTF-8 for the others. @see RFC 6266 section 4.3 */
function contentDisposition(fileName: string): string {
  const ascii = fileName.replaceAll(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(fileName).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
