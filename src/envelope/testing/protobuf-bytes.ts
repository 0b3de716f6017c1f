/** A second, simple Protocol Buffers encoder, to compare the library's encoder with. */

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];

/** Encodes a field of strings or nested messages. */
export function bytes(field: number, ...parts: (string | Buffer)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "utf8") : part)));
  return Buffer.concat([Buffer.from([...varint(field * 8 + 2), ...varint(content.length)]), content]);
}

/** Encodes a google.protobuf.Value. */
export function jsonValue(value: unknown): Buffer {
  if (value === null) return Buffer.from([8, 0]);
  if (typeof value === "boolean") return Buffer.from([32, value ? 1 : 0]);
  if (typeof value === "string") return bytes(3, value);
  if (typeof value === "number") {
    const double = Buffer.alloc(9, 17);
    double.writeDoubleLE(value, 1);
    return double;
  }
  if (Array.isArray(value)) return bytes(6, ...value.map((item) => bytes(1, jsonValue(item))));
  return bytes(
    5,
    ...Object.entries(value as object).map(([key, member]) => bytes(1, bytes(1, key), bytes(2, jsonValue(member)))),
  );
}

export const base64 = (...parts: Buffer[]): string => Buffer.concat(parts).toString("base64").replaceAll("=", "");
