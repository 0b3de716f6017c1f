import type { ParsedBody } from "../metadata.ts";

/** Characters kept of a text. */
export const maxTextLength = 4096;

/** Longest plain text that can be a message. */
const maxMessageLength = 1_000;

/** Returns the message of a body that is not JSON: the title of a page, or a short plain text. */
export function messageOfText(text: string): ParsedBody["message"] {
  const trimmed = text.slice(0, 4_096).trim();
  if (trimmed[0] === "<") {
    return /<(?:title|h1)[^>]*>\s*(?!\d+\s*<)([^<]*[^<\s])/i.exec(trimmed)?.[1];
  }
  // Neither cut JSON nor binary data.
  const isText =
    trimmed.length <= maxMessageLength && /^[^{[][\P{C}\s]*$/u.test(trimmed) && !trimmed.includes("\ufffd");
  return isText ? trimmed || undefined : undefined;
}

/** An element without elements, or an attribute. */
const leaf = /<(?:[\w-]+:)?([\w-]+)(?=[\s>])(?=[^<>]*>\s*([^<>\s][^<]*)<\/)|\s([\w-]+)=(["'])(.*?)\4/gs;

/**
 * Returns the texts of an XML document by the names of their elements and attributes, of which the first of each name wins;
 * undefined for other texts and for HTML.
 */
export function parseXml(text: string): object | undefined {
  if (!/^\s*<(?!!doctype html|html)/i.test(text)) return undefined;
  const members: Record<string, string> = Object.create(null);
  for (const [, element = "", content = "", attribute = element, , value = content] of text
    .slice(0, 4_096)
    .replace(/<!\[CDATA\[(.*?)]]>/gs, (_, data) => data.replace(/</g, "&lt;"))
    // The title of a feed is that of the search.
    .replace(/<(feed|rss)\b.*?<(entry|item)\b/s, "<_")
    // Names can be attributes or elements of their own, and texts can be attributes.
    .replace(/<(?!error|message)\w+\s+(?:key|name)=["'](\w+)["']/gi, "<$1")
    .replace(/<name>(\w+)<\/name>\s*<value>\s*(?:<\w+>)?/g, "<$1>")
    // An id or a number says only by its element that it is that of the error.
    .replace(
      /(<(?:[\w-]+:)?(?:err|\w*(?:error|exception))\w*(?:\s(?:[^<>]*\s)?|>\s*<))(?=(id|n[ro]|num(ber)?)[=>])/gi,
      "$1error",
    )
    .replace(/<(\w+)(\s[^<>]*)?\svalue=(["'])(.*?)\3/gi, "<$1>$4</$1><_$2")
    .matchAll(leaf)) {
    // SOAP 1.2 writes the values of codes in elements of their own. The outer one only says who is at fault.
    if (attribute === "Value") members.Code = "";
    const plain = value
      .replace(/^[\w-]+:(?=\w+$)/, "")
      .replace(/&(?:#(x[\da-fA-F]{1,5}|\d{1,6})|(quot|apos|lt|gt|amp));/g, (_, point, name) =>
        point ? String.fromCodePoint(Number(`0${point}`)) : (entities[name] as string),
      )
      .trim();
    // A document within a text.
    if (/^<.*>$/s.test(plain)) Object.assign(members, parseXml(plain));
    else members[attribute === "Value" ? "Code" : attribute] ||= plain;
  }
  return members;
}

const entities: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: "<", gt: ">", amp: "&" };

/** Returns a value as text. Objects are none, because a body can define `toString` as anything, which would throw. */
export function textOf(value: unknown): string {
  return typeof value === "object" ? "" : `${value}`;
}
