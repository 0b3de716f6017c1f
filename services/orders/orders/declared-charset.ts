import type { Content } from "errata/guards/upload";

/** Problem of a table whose client declared a charset, as a sentence. */
export type CharsetProblem =
  | "Must declare a charset of the WHATWG Encoding Standard, or none."
  | "Must be text in the charset that its media type declares.";

/** Bytes that are decoded at a time. */
const stepBytes = 65_536;
/** Control characters except white space, which no table has. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression searches for control characters
const unprintable = /[\u0000-\u0008\u000e-\u001f\u007f]/;

/**
 * Checks that a file is text in the charset that the client declared, by any of its labels.
 *
 * @returns the name of the charset; undefined if the file begins with a byte order mark, which says more; or the problem
 * @see https://encoding.spec.whatwg.org/#names-and-labels
 */
export async function checkCharset(
  content: Content,
  label: string,
): Promise<{ readonly charset: string | undefined } | { readonly problem: CharsetProblem }> {
  const decoder = decoderOf(label);
  if (decoder === undefined) return { problem: "Must declare a charset of the WHATWG Encoding Standard, or none." };
  const [first, second, third] = await content.read(0, 3);
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isUtf16 || (first === 0xef && second === 0xbb && third === 0xbf)) return { charset: undefined };
  const isText = await isTextIn(decoder, content);
  return isText
    ? { charset: decoder.encoding }
    : { problem: "Must be text in the charset that its media type declares." };
}

function decoderOf(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label, { fatal: true });
  } catch {
    return undefined;
  }
}

async function isTextIn(decoder: TextDecoder, content: Content): Promise<boolean> {
  try {
    for (let offset = 0; offset < content.bytes; offset += stepBytes) {
      const isLast = offset + stepBytes >= content.bytes;
      const text = decoder.decode(await content.read(offset, stepBytes), { stream: !isLast });
      if (unprintable.test(text)) return false;
    }
    return true;
  } catch {
    return false;
  }
}
