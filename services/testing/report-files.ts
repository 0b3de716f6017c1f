import { readFileSync } from "node:fs";

/** A report file. */
export interface ReportFile {
  readonly content: Uint8Array<ArrayBuffer>;
  readonly fileName: string;
  readonly mediaType: string;
}

/** One file of each type that reports accept. */
export const reportFiles = {
  pdf: read("report.pdf", "application/pdf"),
  doc: read("report.doc", "application/msword"),
  docx: read("report.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
  txt: read("report.txt", "text/plain"),
} as const satisfies Record<string, ReportFile>;

function read(fileName: string, mediaType: string): ReportFile {
  return {
    content: new Uint8Array(readFileSync(new URL(`fixtures/${fileName}`, import.meta.url))),
    fileName,
    mediaType,
  };
}
