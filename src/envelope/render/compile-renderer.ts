import type { FormatMessage } from "../../contract/index.ts";
import type { RenderValues, Write } from "../envelope.ts";
import { encodeMessage } from "../protobuf/index.ts";
import type { CodeValues, ObjectNode, ProtobufNode, TemplateNode, VariableNode } from "../template/index.ts";
import { formatConstant, varies } from "../template/index.ts";
import { jsonText, memberAt, messageWriter, stringMapText, stringText } from "./json-text.ts";
import { sortIndexKeys, spreadWriter } from "./spread-writer.ts";

/** Constant text and writers in order. A writer that returns undefined adds nothing. */
type Segments = readonly (string | Write)[];

/** A compiled part: always sent (segments), sometimes sent (a writer), or never sent (undefined). */
type Part = Segments | Write | undefined;

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

/** Adds text in front of a part, which is sent only with the part. */
function prefix(text: string, part: Part): Part {
  if (typeof part !== "function") return part && [text, ...part];
  return (values, item) => {
    const value = part(values, item);
    return value === undefined ? undefined : text + value;
  };
}

/** Wraps parts in brackets and separates those that are sent by commas. */
function enclose(open: string, parts: readonly Part[], close: string): Segments {
  const [first, ...others] = parts.filter((part) => part !== undefined);
  if (first === undefined) return [open + close];
  if (typeof first !== "function")
    return merge([open, ...first, ...others.flatMap((part) => segmentsOf(prefix(",", part))), close]);
  const write = join([first, ...others].flatMap((part) => segmentsOf(prefix(",", part))));
  return [(values, item) => open + write(values, item).slice(1) + close];
}

/** Turns a part into a single writer. */
function writerOf(part: Part): Write {
  if (part === undefined) return () => undefined;
  return typeof part === "function" ? part : join(part);
}

/** Turns segments into a single writer. */
function join(segments: Segments): (values: RenderValues, item?: unknown) => string {
  const merged = merge(segments);
  return (values, item) => {
    let text = "";
    for (const segment of merged) text += typeof segment === "string" ? segment : (segment(values, item) ?? "");
    return text;
  };
}

function segmentsOf(part: Part): Segments {
  return typeof part === "function" ? [part] : (part ?? []);
}

/** Joins constant text that is adjacent. */
function merge(segments: Segments): Segments {
  const merged: (string | Write)[] = [];
  for (const segment of segments) {
    const last = merged.at(-1);
    if (typeof segment === "string" && typeof last === "string") merged[merged.length - 1] = last + segment;
    else merged.push(segment);
  }
  return merged;
}
