import type { FileType } from "./file-type.ts";

/** Accepts a PDF that begins with its header and ends with its last mark, with nothing before or behind. */
export const pdf: FileType = {
  name: "PDF",
  mediaTypes: ["application/pdf", "application/x-pdf"],
  extensions: ["pdf"],
  startsLike: (head) => /^%PDF-[12]\.\d/.test(latin1(head.subarray(0, 8))),
  async matches(content) {
    if (!pdf.startsLike(await content.read(0, 8))) return false;
    const from = Math.max(0, content.bytes - 1_024);
    return /startxref\s+\d+\s+%%EOF[\s\0]*$/.test(latin1(await content.read(from, content.bytes - from)));
  },
};

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
