import { requireValue } from "../../contract/faults/arguments.ts";

/**
 * Returns a file name that is safe to store, to display and to send in a header: without folders, control and
 * bidirectional characters and reserved names, and at most 255 bytes long with its extension.
 *
 * @param fallback name to use if nothing is left. @default "file"
 * @example
 * ```ts
 * import { safeFileName } from "errata/guards/upload";
 *
 * const name = safeFileName("../../etc/passwd"); // "passwd"
 * ```
 */
export function safeFileName(name: string, fallback = "file"): string {
  requireValue("safeFileName: name", name, "string");
  const base = bounded(name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1)).normalize("NFC");
  const visible = base
    .replaceAll(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>:"|?*]/gu, "")
    .replaceAll(strayJoiner, "")
    .replaceAll(/\s+/gu, " ")
    .replace(/^[\s.]+/u, "")
    .replace(/[\s.]+$/u, "");
  const allowed = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(visible) ? `_${visible}` : visible;
  return shorten(allowed === "" ? fallback : allowed);
}

/**
 * Returns the part after the last dot in lower case; an empty string if there is none.
 *
 * @example
 * ```ts
 * import { extensionOf } from "errata/guards/upload";
 *
 * const extension = extensionOf("Report.PDF"); // "pdf"
 * ```
 */
export function extensionOf(name: string): string {
  requireValue("extensionOf: name", name, "string");
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot + 1).toLowerCase();
}

/** Scripts whose words contain joiners (U+200C and U+200D), such as Persian and Hindi, and emoji. */
const joined = [
  ...["Arabic", "Syriac", "Mongolian", "Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Oriya", "Tamil", "Telugu"],
  ...["Kannada", "Malayalam", "Sinhala"],
]
  .map((script) => `\\p{Script=${script}}`)
  .concat("\\p{Extended_Pictographic}", "\\p{Emoji_Modifier}", "\\ufe0f")
  .join("");
/** Elsewhere a joiner only makes two names look the same. */
const strayJoiner = new RegExp(`(?<![${joined}])[\\u200c\\u200d]|[\\u200c\\u200d](?![${joined}])`, "gu");

const MAX_BYTES = 255;
/** Normalization takes quadratic time for a long sequence of combining marks. */
const MAX_NORMALIZED = 1_024;

/** Keeps the start and the end of a name that is far too long. */
function bounded(name: string): string {
  const half = MAX_NORMALIZED / 2;
  return name.length <= MAX_NORMALIZED ? name : name.slice(0, half) + name.slice(-half);
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MAX_BYTES) return name;
  const extension = extensionOf(name);
  // An extension over 32 bytes does not count as one: keeping it could leave nothing of the stem.
  const tail = extension === "" || Buffer.byteLength(extension) > 32 ? "" : name.slice(name.lastIndexOf("."));
  let stem = "";
  let bytes = Buffer.byteLength(tail);
  for (const character of name.slice(0, name.length - tail.length)) {
    bytes += Buffer.byteLength(character);
    if (bytes > MAX_BYTES) break;
    stem += character;
  }
  return stem.replace(/[\s\u200c\u200d]+$/u, "") + tail;
}
