/** Size of a JSON text. */
export interface JsonSize {
  /** Number of commas and opening brackets, which is close to the number of values. */
  readonly values: number;
  /** Deepest nesting of arrays and objects. */
  readonly depth: number;
}

const [quote, comma, openArray, backslash, closeArray, openObject, closeObject] = [
  0x22, 0x2c, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d,
];

/**
 * Measures a JSON text without parsing it. Parsing a million tiny values takes a second, and this takes milliseconds.
 *
 * @param bytes in UTF-8, in which all bytes of other characters are above 0x7f
 */
export function measureJson(bytes: Uint8Array): JsonSize {
  let [values, depth, maxDepth] = [0, 0, 0];
  let isString = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === quote) isString = !isString;
    else if (isString) index += Number(byte === backslash);
    else if (byte === comma) values += 1;
    else if (byte === openArray || byte === openObject) {
      values += 1;
      depth += 1;
      maxDepth = Math.max(maxDepth, depth);
    } else if (byte === closeArray || byte === closeObject) depth -= 1;
  }
  return { values, depth: maxDepth };
}
