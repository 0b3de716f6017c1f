import type { ObjectNode, ProtobufNode, TemplateNode } from "../template/index.ts";
import { decodeValue, encodeValue } from "./value.ts";
import { bytesField, concat, fieldsOf, fromBase64, textOf, toBase64 } from "./wire.ts";

/** Encodes a message from its fields as JSON, in base64. */
export function encodeMessage(body: ProtobufNode["body"], value: unknown): string {
  return toBase64(concat(body.type === "variable" ? encodeValue(value) : encodeFields(body, value)));
}

/** Decodes a message into its fields as JSON; undefined when the text is not such a message. */
export function decodeMessage(body: ProtobufNode["body"], base64: string): unknown {
  try {
    const bytes = fromBase64(base64);
    return body.type === "variable" ? decodeValue(bytes) : decodeFields(body, bytes);
  } catch {
    return undefined;
  }
}

function encodeFields({ members }: ObjectNode, value: unknown): readonly Uint8Array[] {
  const fields = value as Readonly<Record<string, unknown>>;
  return members.flatMap((member): readonly Uint8Array[] => {
    if (member.type === "spread") return [];
    const field = fields[member.key];
    const number = Number(member.key);
    if (typeof field === "string") return [bytesField(number, field)];
    if (typeof field !== "object" || field === null) return [];
    if (member.node.type === "object") return [bytesField(number, encodeFields(member.node, field))];
    return Object.entries(field).map(([key, text]) => bytesField(number, [bytesField(1, key), bytesField(2, text)]));
  });
}

function decodeFields({ members }: ObjectNode, bytes: Uint8Array): Record<string, unknown> {
  const fields = fieldsOf(bytes);
  return Object.fromEntries(
    members.flatMap((member) => {
      if (member.type === "spread") return [];
      const values = fields.flatMap(({ number, value }) =>
        number === Number(member.key) && typeof value === "object" ? [value] : [],
      );
      return values.length === 0 ? [] : [[member.key, decodeField(member.node, values)]];
    }),
  );
}

function decodeField(node: TemplateNode, values: readonly Uint8Array[]): unknown {
  const [first = new Uint8Array()] = values;
  if (node.type === "object") return decodeFields(node, first);
  if (node.type !== "variable" || node.format !== "string" || node.path.length > 0) return textOf(values.at(-1));
  return Object.fromEntries(
    values.map((entry) => {
      const parts = fieldsOf(entry);
      const part = (number: number): string => textOf(parts.findLast((field) => field.number === number)?.value);
      return [part(1), part(2)];
    }),
  );
}
