import type { FormatMessage } from "../../contract/index.ts";
import type { RenderValues } from "../envelope.ts";
import { encodeMessage } from "../protobuf/index.ts";
import type { CodeValues, ObjectNode, ProtobufNode, TemplateNode, VariableNode } from "../template/index.ts";
import { formatConstant, varies } from "../template/index.ts";
import { jsonText, memberAt, stringMapText, stringText } from "./json-text.ts";
import { messageWriter } from "./message-writer.ts";
import type { Part, Write } from "./part.ts";
import { enclose, join, prefix, writerOf } from "./part.ts";
import { sortIndexKeys, spreadWriter } from "./spread-writer.ts";

/** The values known at compile time, and the writer of the message. */
type Compiled = CodeValues & { readonly message: Write };

/**
 * Compiles a template into a function that writes the bodies of one code. Constant text is serialised here, once.
 * It composes closures instead of generating code, because a content security policy may forbid `new Function`.
 */
export function compileRenderer(
  root: ObjectNode,
  codeValues: CodeValues,
  format: FormatMessage,
): (values: RenderValues) => string {
  const write = writerOf(compileObject(root, { ...codeValues, message: messageWriter(format) }));
  return (values) => {
    try {
      return write(values) ?? "{}";
    } catch {
      // A getter in the details threw. A response without details is better than no response.
      return write({ ...values, details: undefined }) ?? "{}";
    }
  };
}

function compileNode(node: TemplateNode, compiled: Compiled): Part {
  switch (node.type) {
    case "constant":
      return [JSON.stringify(node.value)];
    case "variable":
      return compileVariable(node, compiled);
    case "object":
      return compileObject(node, compiled);
    case "list": {
      const items = node.items.map((item) => compileNode(item, compiled));
      return enclose("[", items, "]");
    }
    case "protobuf":
      return compileProtobuf(node, compiled);
    case "each": {
      const { source } = node;
      const writeItem = writerOf(compileNode(node.item, compiled));
      return withFallback(source, (values) => {
        const list = memberAt(values.details, source.path);
        if (!Array.isArray(list)) return undefined;
        return `[${list.map((item) => writeItem(values, item) ?? "null").join(",")}]`;
      });
    }
  }
}

function compileVariable(node: VariableNode, compiled: Compiled): Part {
  const { name, path, format, fallback } = node;
  if (!varies(name)) {
    const value = compiled[name];
    const sent = value === undefined ? fallback : formatConstant(value, format);
    return sent === undefined ? undefined : [JSON.stringify(sent)];
  }
  if (name === "message") return [compiled.message];
  if (name === "requestId") return withFallback(node, (values) => jsonText(values.requestId));
  const asString = path.length === 0 ? stringMapText : stringText;
  const textOf = format === "string" ? asString : jsonText;
  return withFallback(node, (values, item) => textOf(memberAt(name === "details" ? values.details : item, path)));
}

function withFallback({ fallback }: VariableNode, write: Write): Part {
  if (fallback === undefined) return write;
  const text = JSON.stringify(fallback);
  return [(values, item) => write(values, item) ?? text];
}

function compileObject(node: ObjectNode, compiled: Compiled): Part {
  const parts = node.members.map((member): Part => {
    if (member.type === "spread") return spreadWriter(node, member);
    return prefix(`${JSON.stringify(member.key)}:`, compileNode(member.node, compiled));
  });
  const spread = node.members.find((member) => member.type === "spread");
  const segments = enclose("{", parts, "}");
  const body = spread === undefined ? segments : [sortIndexKeys(join(segments), spread)];
  if (node.when.length === 0 || node.when.some(({ name }) => !varies(name) && compiled[name] !== undefined))
    return body;
  const varying = node.when.filter(({ name }) => varies(name));
  if (varying.length === 0) return undefined;
  const write = join(body);
  return (values, item) =>
    varying.some((source) => isPresent(source, values, item)) ? write(values, item) : undefined;
}

function isPresent({ name, path }: VariableNode, values: RenderValues, item: unknown): boolean {
  return varies(name) && jsonText(memberAt(name === "item" ? item : values[name], path)) !== undefined;
}

/** Encodes the JSON text of the fields, so that absent values and fallbacks follow the same rules in both encodings. */
function compileProtobuf({ body }: ProtobufNode, compiled: Compiled): Part {
  const part = compileNode(body, compiled);
  const write = writerOf(part);
  const encoded: Write = (values, item) => {
    const text = write(values, item);
    return text === undefined ? undefined : `"${encodeMessage(body, JSON.parse(text))}"`;
  };
  return part === undefined || typeof part === "function" ? encoded : [encoded];
}
