import type { ByteRange } from "../../shared/files/index.ts";
import type { Report } from "./report.ts";

/** Writes the headers of a download: an attachment that no browser opens or guesses the type of. */
export function downloadHeaders(report: Report, range: ByteRange | undefined): Record<string, string> {
  const { bytes, file_name, media_type, sha256 } = report;
  const length = range === undefined ? bytes : range.last - range.first + 1;
  return {
    // Text in another encoding was stored with its name.
    "Content-Type": media_type === "text/plain" ? "text/plain; charset=utf-8" : media_type,
    "Content-Length": String(length),
    "Content-Disposition": attachment(file_name),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Accept-Ranges": "bytes",
    ETag: `"${sha256}"`,
    ...(range === undefined ? {} : { "Content-Range": `bytes ${range.first}-${range.last}/${bytes}` }),
  };
}

/** Names the file twice: in ASCII for old clients, and as it is. @see RFC 6266 section 4.3 */
function attachment(fileName: string): string {
  const plain = fileName.replaceAll(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(fileName).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
