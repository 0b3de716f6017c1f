import { bytesField, doubleField, fieldsOf, textOf, varintField } from "./wire.ts";

/** Field numbers of google.protobuf.Value. @see https://protobuf.dev/reference/protobuf/google.protobuf/#value */
const fields = { null: 1, number: 2, string: 3, bool: 4, struct: 5, list: 6 } as const;

/** Encodes a JSON value as a google.protobuf.Value, without its length. */
export function encodeValue(value: unknown): readonly Uint8Array[] {
  if (typeof value === "number") return [doubleField(fields.number, value)];
  if (typeof value === "string") return [bytesField(fields.string, value)];
  if (typeof value === "boolean") return [varintField(fields.bool, Number(value))];
  if (Array.isArray(value)) {
    const items = value.map((item) => bytesField(1, encodeValue(item)));
    return [bytesField(fields.list, items)];
  }
  if (typeof value !== "object" || value === null) return [varintField(fields.null, 0)];
  const members = Object.entries(value).map(([key, member]) =>
    bytesField(1, [bytesField(1, key), bytesField(2, encodeValue(member))]),
  );
  return [bytesField(fields.struct, members)];
}

/** Decodes a google.protobuf.Value. @throws Error when the bytes are not one */
export function decodeValue(bytes: Uint8Array): unknown {
  // If a field occurs twice, the last one counts.
  const field = fieldsOf(bytes).at(-1);
  if (field === undefined) throw new Error("google.protobuf.Value without a kind");
  const { number, value } = field;
  if (number === fields.string) return textOf(value);
  if (typeof value === "number") {
    if (number === fields.bool) return value !== 0;
    return number === fields.number ? value : null;
  }
  if (number === fields.list) return messages(value).map(decodeValue);
  if (number === fields.struct) return Object.fromEntries(messages(value).map(decodeMember));
  throw new Error(`google.protobuf.Value of unknown kind ${number}`);
}

function decodeMember(entry: Uint8Array): [string, unknown] {
  const parts = fieldsOf(entry);
  const value = parts.findLast(({ number }) => number === 2)?.value;
  return [
    textOf(parts.findLast(({ number }) => number === 1)?.value),
    typeof value === "object" ? decodeValue(value) : null,
  ];
}

function messages(bytes: Uint8Array): readonly Uint8Array[] {
  return fieldsOf(bytes).flatMap(({ number, value }) => (number === 1 && typeof value === "object" ? [value] : []));
}
