import { fileTypeFromBuffer } from "file-type";
import { dicom } from "./dicom.ts";
import type { FileType } from "./file-type.ts";
import { pdf } from "./pdf.ts";
import { txt } from "./text.ts";
import type { Content } from "./upload-sink.ts";
import { doc, docx } from "./word.ts";
import { endsLikeZip } from "./zip-directory.ts";

/** Types of file whose whole content is checked. */
export const fileTypes: Readonly<Record<"pdf" | "doc" | "docx" | "txt" | "dicom", FileType>> = {
  pdf,
  doc,
  docx,
  txt,
  dicom,
};

/** What a content is: one type, or the name of what it was found to be instead. */
export interface Detection {
  readonly type: FileType | undefined;
  /** Media type; `polyglot` for a content that is several types at once; null when nothing fits. */
  readonly detected: string | null;
}

/**
 * Finds out what a content is, by the content alone. A content that fits several types fits none, because its next
 * reader may take it for the other one.
 *
 * @param accept types to look for; the known ones are looked for in any case
 */
export async function detect(content: Content, accept: readonly FileType[]): Promise<Detection> {
  const found: FileType[] = [];
  for (const type of new Set([...accept, ...Object.values(fileTypes)])) {
    if (await type.matches(content)) found.push(type);
  }
  const kinds = found.some(({ isText }) => isText === true) ? found.filter((type) => type !== txt) : found;
  const [type] = kinds;
  const head = await content.read(0, HEAD_BYTES);
  if (type === undefined) return { type, detected: (await hasHungOn(content, head)) ? "polyglot" : await sniff(head) };
  const isDisguised = kinds.length > 1 || (await hasSecondFace(content, type, head));
  return isDisguised ? { type: undefined, detected: "polyglot" } : { type, detected: type.mediaTypes[0] };
}

/** Says whether an archive hangs on something that begins like a known type, and is none because of that. */
async function hasHungOn(content: Content, head: Uint8Array): Promise<boolean> {
  const likely = Object.values(fileTypes).filter((type) => type.startsLike(head));
  return likely.length > 0 && !likely.some(({ isArchive }) => isArchive === true) && (await endsLikeZip(content));
}

/** The readers of two formats do not look at the first byte: archives are read from the end, DICOM from byte 128. */
async function hasSecondFace(content: Content, type: FileType, head: Uint8Array): Promise<boolean> {
  if (type !== dicom && dicom.startsLike(head)) return true;
  return type.isArchive !== true && (await endsLikeZip(content));
}

/** How many of the first bytes are looked at before the rest is stored. */
export const HEAD_BYTES = 4_096;

/** Names what the first bytes look like; null when nothing is recognised. */
export async function sniff(head: Uint8Array): Promise<string | null> {
  const found = await fileTypeFromBuffer(head.slice(0, HEAD_BYTES));
  return found?.mime ?? (txt.startsLike(head) && head.byteLength > 0 ? "text/plain" : null);
}
