import { requireMember, requireValue } from "../../contract/faults/arguments.ts";
import { fileTypes } from "./file-types.ts";
import { mediaTypeOf } from "./magic-bytes.ts";
import type { Content, FileType } from "./upload-sink.ts";
import { endsLikeZip } from "./zip-directory.ts";

/** The type of a content, or the media type of what it was recognized as instead. */
export interface Detection {
  /** Type of the content; undefined if it has none, or several. */
  readonly type: FileType | undefined;
  /** Media type; `polyglot` for a content of several types at once; null if nothing matches. */
  readonly detected: string | null;
}

/**
 * Detects the type of a content by the content alone. A content that matches several types has no type, because its next
 * reader could treat it as either.
 *
 * @param accept types to look for, in addition to {@link fileTypes}
 * @example
 * ```ts
 * import { detect, fileTypes, memorySink } from "errata/guards/upload";
 *
 * const sink = memorySink();
 * await sink.write(new TextEncoder().encode("Findings: none."));
 * const content = { bytes: sink.content().byteLength, read: sink.read };
 * const { type, detected } = await detect(content, [fileTypes.txt]); // detected is "text/plain"
 * ```
 */
export async function detect(content: Content, accept: readonly FileType[]): Promise<Detection> {
  requireMember("detect: content", content, "read", "a sink such as memorySink()");
  requireValue("detect: accept", accept, "list");
  const matching: FileType[] = [];
  for (const type of new Set([...accept, ...Object.values(fileTypes)])) {
    if (await type.matches(content)) matching.push(type);
  }
  const hasTextFormat = matching.some(({ isText }) => isText === true);
  const types = hasTextFormat ? matching.filter((type) => type !== fileTypes.txt) : matching;
  const [type] = types;
  const head = await content.read(0, HEAD_BYTES);
  if (type === undefined) {
    return { type, detected: (await hasAppendedArchive(content, head)) ? "polyglot" : await sniff(head) };
  }
  const isPolyglot = types.length > 1 || (await hasSecondFormat(content, type, head));
  return isPolyglot ? { type: undefined, detected: "polyglot" } : { type, detected: type.mediaTypes[0] };
}

/** Checks whether the content starts like a known type but has an archive appended. */
async function hasAppendedArchive(content: Content, head: Uint8Array): Promise<boolean> {
  const likely = Object.values(fileTypes).filter((type) => type.startsLike(head));
  return likely.length > 0 && !likely.some(({ isArchive }) => isArchive === true) && (await endsLikeZip(content));
}

/** Two formats are not read from the first byte: archives are read from the end, DICOM from byte 128. */
async function hasSecondFormat(content: Content, type: FileType, head: Uint8Array): Promise<boolean> {
  if (type !== fileTypes.dicom && fileTypes.dicom.startsLike(head)) return true;
  return type.isArchive !== true && (await endsLikeZip(content));
}

/** Number of bytes that are checked before the rest is stored. */
export const HEAD_BYTES = 4_096;

/** Returns the media type that the first bytes look like; null if they are not recognized. */
export async function sniff(head: Uint8Array): Promise<string | null> {
  const mediaType = await mediaTypeOf(head.subarray(0, HEAD_BYTES));
  return mediaType ?? (fileTypes.txt.startsLike(head) && head.byteLength > 0 ? "text/plain" : null);
}
