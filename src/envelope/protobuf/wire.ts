/** One field of a message: bytes, or a number. @see https://protobuf.dev/programming-guides/encoding/ */
export interface Field {
  readonly number: number;
  readonly value: Uint8Array | number;
}

const utf8 = new TextEncoder();
// A string that begins with U+FEFF keeps it.
const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Encodes a string or a message. UTF-8 has no unpaired surrogates, so each becomes U+FFFD. */
export function bytesField(number: number, value: string | readonly Uint8Array[]): Uint8Array {
  const bytes = typeof value === "string" ? utf8.encode(value) : concat(value);
  return concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

/** Encodes a small non-negative integer. */
export function varintField(number: number, value: number): Uint8Array {
  return concat([varint(number * 8), varint(value)]);
}

/** Encodes a double. */
export function doubleField(number: number, value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return concat([varint(number * 8 + 1), bytes]);
}

/** Decodes the fields of a message. @throws Error when the bytes are truncated or are not a message */
export function fieldsOf(bytes: Uint8Array): readonly Field[] {
  const fields: Field[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const next = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = view.getUint8(at++);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      if (scale > 2 ** 63) throw new Error("varint of more than 10 bytes");
    }
  };
  const take = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw new Error("truncated message");
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = next();
    const number = Math.floor(tag / 8);
    if (tag % 8 === 0) fields.push({ number, value: next() });
    else if (tag % 8 === 1) fields.push({ number, value: doubleOf(take(8)) });
    else if (tag % 8 === 2) fields.push({ number, value: take(next()) });
    else if (tag % 8 === 5) take(4);
    else throw new Error(`unknown wire type ${tag % 8}`);
  }
  return fields;
}

/** Decodes the text of a field. @throws TypeError when it is not UTF-8 */
export function textOf(value: Field["value"] | undefined): string {
  return typeof value === "object" ? text.decode(value) : "";
}

/** Concatenates byte arrays. */
export function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Encodes base64 without padding, as Connect requires. */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/=+$/, "");
}

/** Decodes base64 with or without padding. @throws DOMException when the text is not base64 */
export function fromBase64(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function doubleOf({ buffer, byteOffset }: Uint8Array): number {
  return new DataView(buffer, byteOffset, 8).getFloat64(0, true);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  return Uint8Array.from([...bytes, left]);
}
