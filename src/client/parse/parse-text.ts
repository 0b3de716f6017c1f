import type { ParsedBody } from "../metadata.ts";

/** First character of an object, a list, a text, `true`, `false` or `null`. */
const startsLikeJson = /^[{["tfn]/;

/** Longest plain text that can be a message. */
const maxMessageLength = 1_000;

/** Parses a body, or its first line, as JSON, otherwise as XML; returns undefined if it is neither. */
export function parseBody(text: string): unknown {
  // Also removes a byte order mark.
  const trimmed = text.trim();
  if (trimmed[0] === "<") return isHtml.test(trimmed) ? undefined : parseXml(trimmed);
  // A failing JSON.parse is expensive, so other texts are skipped.
  if (!startsLikeJson.test(trimmed)) return undefined;
  try {
    return JSON.parse(trimmed);
  } catch {
    const [line = ""] = trimmed.split("\n", 1);
    return line === trimmed ? undefined : parseBody(line);
  }
}

/** Returns the message of a body that is not JSON: the title of a page, or a short plain text. */
export function messageOfText(text: string): ParsedBody["message"] {
  const trimmed = text.slice(0, 4_096).trim();
  if (trimmed[0] === "<") return /<title[^>]*>\s*([^<]*[^<\d\s][^<]*?)\s*</i.exec(trimmed)?.[1];
  // Neither cut JSON nor binary data.
  const isText =
    trimmed.length <= maxMessageLength && /^[^{[][\P{C}\s]*$/u.test(trimmed) && !trimmed.includes("\ufffd");
  return isText ? trimmed || undefined : undefined;
}

const isHtml = /^<(!doctype html|html)/i;

/** An element without elements, or an attribute. */
const leaf = /<(?:[\w-]+:)?([\w-]+)[^<>]*>\s*([^<>\s][^<>]*)<\/|\s(\w+)="([^"]*)"/g;

/** Returns the texts of an XML document by the names of their elements and attributes. The first of each name wins. */
function parseXml(text: string): unknown {
  const members: Record<string, string> = {};
  // SOAP 1.2 writes the value of a code in an element of its own.
  for (const [, element = "", content = "", attribute = element, value = content] of text
    .slice(0, 4_096)
    .matchAll(leaf))
    members[attribute === "Value" ? "Code" : attribute] ??= value
      .replace(/^[\w-]+:(?=\w+$)/, "")
      .replace(/&(\w+);/g, (entity, name) => entities[name] ?? entity)
      .trim();
  return members;
}

const entities: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: "<", gt: ">", amp: "&" };
