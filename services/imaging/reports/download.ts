import { sendDownload } from "../../shared/files/index.ts";
import type { Backend } from "../backend.ts";
import { imaging } from "../contract.ts";
import type { ImagingContext } from "../http.ts";
import type { Report } from "./report.ts";

/** Sends the content of a report. @throws PRECONDITION_FAILED, RANGE_NOT_SATISFIABLE */
export function downloadReport(c: ImagingContext, { files }: Backend, report: Report): Promise<Response> {
  const { id, bytes, file_name, media_type, sha256 } = report;
  const file = {
    fileName: file_name,
    // The media type of a text that is not UTF-8 already names its charset.
    mediaType: media_type === "text/plain" ? "text/plain; charset=utf-8" : media_type,
    bytes,
    sha256,
    read: (range) => files.read(id, bytes, range),
  } satisfies Parameters<typeof sendDownload>[1];
  return sendDownload(c, file, imaging.error);
}
