import type { FormatMessage } from "../contract/index.ts";
import type { Constants } from "./constants.ts";
import { isDynamic } from "./constants.ts";
import type { RenderValues } from "./envelope.ts";
import { formatted } from "./format.ts";
import { jsonText, memberAt, stringMapText, stringText } from "./json-text.ts";
import { messageWriter } from "./message-writer.ts";
import { encodeMessage } from "./protobuf/index.ts";
import { spreadWriter } from "./spread-writer.ts";
import type { MessageNode, ObjectNode, Slot, TemplateNode } from "./template.ts";

/** Writes a part of a body; undefined when the part is left out. */
export type Write = (facts: RenderValues, item?: unknown) => string | undefined;

/** A part that is always there: constant text and writers in turn. A writer that gives undefined writes nothing. */
type Segments = readonly (string | Write)[];

/** What is known when compiling: constant facts, and how the message is written. */
type Compiled = Constants & { readonly message: Write };

/** A compiled part: always there, there or not, or (undefined) never there. */
type Part = { readonly segments: Segments } | { readonly write: Write } | undefined;

/**
 * Compiles a template into a writer of one code's bodies. What is the same in every body is serialised here, once;
 * built from closures, so that it runs where a content security policy forbids `new Function`.
 */
export function compileRenderer(
  root: ObjectNode,
  constants: Constants,
  format: FormatMessage,
): (facts: RenderValues) => string {
  const write = writerOf(compileObject(root, { ...constants, message: messageWriter(format) }));
  return (facts) => {
    try {
      return write(facts) ?? "{}";
    } catch {
      // Details with a getter that throws: the answer is worth more than they are.
      return write({ ...facts, details: undefined }) ?? "{}";
    }
  };
}

function compileNode(node: TemplateNode, constants: Compiled): Part {
  switch (node.type) {
    case "fixed":
      return { segments: [JSON.stringify(node.value)] };
    case "slot":
      return compileSlot(node, constants);
    case "object":
      return compileObject(node, constants);
    case "list":
      return {
        segments: enclose(
          "[",
          node.items.map((item) => compileNode(item, constants)),
          "]",
        ),
      };
    case "message":
      return compileMessage(node, constants);
    case "each": {
      const { source } = node;
      const writeItem = writerOf(compileNode(node.item, constants));
      return orAbsent(source, (facts) => {
        const list = memberAt(facts.details, source.path);
        if (!Array.isArray(list)) return undefined;
        return `[${list.map((item) => writeItem(facts, item) ?? "null").join(",")}]`;
      });
    }
  }
}

function compileSlot(slot: Slot, constants: Compiled): Part {
  const { fact, path, format } = slot;
  if (!isDynamic(fact)) {
    const value = constants[fact];
    const text = value === undefined ? absentText(slot) : JSON.stringify(formatted(value, format));
    return text === undefined ? undefined : { segments: [text] };
  }
  if (fact === "message") return { segments: [constants.message] };
  if (fact === "requestId") return orAbsent(slot, (facts) => jsonText(facts.requestId));
  const asString = path.length === 0 ? stringMapText : stringText;
  const textOf = format === "string" ? asString : jsonText;
  return orAbsent(slot, (facts, item) => textOf(memberAt(fact === "details" ? facts.details : item, path)));
}

/** Adds what stands in for an absent fact. */
function orAbsent(slot: Slot, write: Write): Part {
  const text = absentText(slot);
  return text === undefined ? { write } : { segments: [(facts, item) => write(facts, item) ?? text] };
}

function absentText({ absent }: Slot): string | undefined {
  return absent === undefined ? undefined : JSON.stringify(absent);
}

function compileObject(node: ObjectNode, constants: Compiled): Part {
  const parts = node.members.map((member): Part => {
    if (member.type === "spread") return { write: spreadWriter(node, member) };
    return prefix(`${JSON.stringify(member.key)}:`, compileNode(member.node, constants));
  });
  const spread = node.members.find((member) => member.type === "spread");
  const segments = enclose("{", parts, "}");
  const body: Segments = spread === undefined ? segments : [inOwnOrder(join(segments), spread.fact)];
  if (node.when.length === 0 || node.when.some(({ fact }) => !isDynamic(fact) && constants[fact] !== undefined))
    return { segments: body };
  const occasional = node.when.filter(({ fact }) => isDynamic(fact));
  if (occasional.length === 0) return undefined;
  const write = join(body);
  return {
    write: (facts, item) => (occasional.some((slot) => isPresent(slot, facts, item)) ? write(facts, item) : undefined),
  };
}

function isPresent({ fact, path }: Slot, facts: RenderValues, item: unknown): boolean {
  return isDynamic(fact) && jsonText(memberAt(fact === "item" ? item : facts[fact], path)) !== undefined;
}

/** Writes a message from the JSON form of its fields: what they hold is decided in one place, whatever the form. */
function compileMessage({ body }: MessageNode, constants: Compiled): Part {
  const part = compileNode(body, constants);
  const write = writerOf(part);
  const encoded: Write = (facts, item) => {
    const text = write(facts, item);
    return text === undefined ? undefined : `"${encodeMessage(body, JSON.parse(text))}"`;
  };
  return part !== undefined && "segments" in part ? { segments: [encoded] } : { write: encoded };
}

/** JavaScript puts members whose name is an index first. Only spread ones can be such, and then the whole object is set in order. */
function inOwnOrder(write: (facts: RenderValues, item?: unknown) => string, fact: "details" | "item"): Write {
  return (facts, item) => {
    const text = write(facts, item);
    const source = fact === "details" ? facts.details : item;
    if (typeof source !== "object" || source === null) return text;
    for (const key in source) return /^\d/.test(key) ? JSON.stringify(JSON.parse(text)) : text;
    return text;
  };
}

function prefix(text: string, part: Part): Part {
  if (part === undefined) return undefined;
  if ("segments" in part) return { segments: [text, ...part.segments] };
  const { write } = part;
  return {
    write: (facts, item) => {
      const value = write(facts, item);
      return value === undefined ? undefined : text + value;
    },
  };
}

/** Puts parts between brackets, with a comma before each but the first that is there. */
function enclose(open: string, parts: readonly Part[], close: string): Segments {
  const [first, ...others] = parts.filter((part) => part !== undefined);
  if (first === undefined) return [open + close];
  if ("segments" in first)
    return merge([open, ...first.segments, ...others.flatMap((part) => segmentsOf(prefix(",", part))), close]);
  const write = join(merge([first, ...others].flatMap((part) => segmentsOf(prefix(",", part)))));
  return [(facts, item) => open + write(facts, item).slice(1) + close];
}

function segmentsOf(part: Part): Segments {
  if (part === undefined) return [];
  return "segments" in part ? part.segments : [part.write];
}

function merge(segments: Segments): Segments {
  const merged: (string | Write)[] = [];
  for (const segment of segments) {
    const last = merged.at(-1);
    if (typeof segment === "string" && typeof last === "string") merged[merged.length - 1] = last + segment;
    else merged.push(segment);
  }
  return merged;
}

function writerOf(part: Part): Write {
  if (part === undefined) return () => undefined;
  return "write" in part ? part.write : join(merge(part.segments));
}

function join(segments: Segments): (facts: RenderValues, item?: unknown) => string {
  return (facts, item) => {
    let text = "";
    for (const segment of segments) text += typeof segment === "string" ? segment : (segment(facts, item) ?? "");
    return text;
  };
}
