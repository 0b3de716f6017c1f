/**
 * Makes a file name that is safe to store, to show and to send in a header: no folder, no control or direction
 * characters, no reserved name, at most 255 bytes with the extension kept.
 *
 * @param fallback name of a file whose own name has nothing left. @default "file"
 */
export function safeFileName(name: string, fallback = "file"): string {
  const base = name.normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  const visible = base
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>:"|?*]/gu, "")
    .replaceAll(/\s+/gu, " ")
    .replace(/^[\s.]+/u, "")
    .replace(/[\s.]+$/u, "");
  const free = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(visible) ? `_${visible}` : visible;
  return shorten(free === "" ? fallback : free);
}

/** Gives the part after the last dot, in lower case; empty where there is none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot + 1).toLowerCase();
}

const MAX_BYTES = 255;

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MAX_BYTES) return name;
  const extension = extensionOf(name);
  // A longer extension is none: cutting the stem for it would leave nothing.
  const tail = extension === "" || Buffer.byteLength(extension) > 32 ? "" : name.slice(name.lastIndexOf("."));
  let stem = "";
  let bytes = Buffer.byteLength(tail);
  for (const character of name.slice(0, name.length - tail.length)) {
    bytes += Buffer.byteLength(character);
    if (bytes > MAX_BYTES) break;
    stem += character;
  }
  return stem.trimEnd() + tail;
}
