import type { FileType } from "./file-type.ts";

/** Accepts plain text in UTF-8: no NUL, no control characters but white space, and no other format written in text. */
export const txt: FileType = {
  name: "TXT",
  mediaTypes: ["text/plain"],
  extensions: ["txt"],
  startsLike: (head) => !looksLikeOther(head) && isText(head, true),
  async matches(content) {
    if (content.bytes === 0 || looksLikeOther(await content.read(0, 1_024))) return false;
    const decoder = new TextDecoder("utf-8", { fatal: true });
    for (let offset = 0; offset < content.bytes; offset += STEP_BYTES) {
      const chunk = await content.read(offset, STEP_BYTES);
      if (chunk.some(isControl) || !canDecode(decoder, chunk, offset + STEP_BYTES < content.bytes)) return false;
    }
    return true;
  },
};

const STEP_BYTES = 65_536;
/** Formats that are text and that a reader would take for what they are, not for plain text. */
const OTHER_STARTS = /^\s*(?:%!PS|\{\\rtf|<\?xml|<!doctype|<html|<svg|<script|<head|<body|<iframe)/i;

function looksLikeOther(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, 1_024)).toString("utf8");
  // PDF readers look for the header in the first 1024 bytes, so junk in front of it does not make it text.
  return OTHER_STARTS.test(text.replace(/^\uFEFF/, "")) || text.includes("%PDF-");
}

function isText(bytes: Uint8Array, isCut: boolean): boolean {
  return !bytes.some(isControl) && canDecode(new TextDecoder("utf-8", { fatal: true }), bytes, isCut);
}

/** White space is tab, line feed, vertical tab, form feed and carriage return. */
function isControl(byte: number): boolean {
  return byte === 0x7f || (byte < 0x20 && (byte < 0x09 || byte > 0x0d));
}

function canDecode(decoder: TextDecoder, bytes: Uint8Array, stream: boolean): boolean {
  try {
    decoder.decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
}
