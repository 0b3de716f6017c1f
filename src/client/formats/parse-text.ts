import type { ParsedBody } from "../metadata.ts";
import { roleOf } from "./member-role.ts";

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

/** A tag, its attributes, in which quoted texts can contain `>`, and the text behind it. */
const tag = /<(\/?)(?:[\w-]+:)?([\w.-]+)((?:[\s/](?:[^<>"']|"[^"<]*"|'[^'<]*')*)?)>([^<]*)/g;

/** An attribute, but no declaration of XML. */
const attribute = /\s(?:(?!xml|xsi|i:)[\w-]+:)?([\w-]+)\s*=\s*(["'])(.*?)\2/gs;

/** Elements of an error. */
const isError = /\berr|error|(?<!de)fault|exception|\bmessage\b/i;

/** An element whose end has not been read. */
interface OpenElement {
  readonly name: string;
  /** Whether it, or an element around it, is an error. */
  readonly isInError: boolean;
  /** Whether it belongs to a feed, but to none of its entries. The title of a feed is that of the search. */
  readonly isHidden: boolean;
}

/** The members of an XML document that have been found. */
interface XmlSearch {
  readonly members: Record<string, string>;
  /** Names that have been found within an error. */
  readonly namesInError: Set<string>;
}

/**
 * Returns the texts of an XML document by the names of their elements and attributes, of which the first of each name wins,
 * but those within an error before all others; undefined for other texts and for HTML.
 */
export function parseXml(text: string): object | undefined {
  if (!/^\s*<(?!!doctype html|html)/i.test(text)) return undefined;
  const search: XmlSearch = { members: Object.create(null), namesInError: new Set() };
  const open: OpenElement[] = [];
  for (const [, end, name = "", attributes = "", content = ""] of text
    .slice(0, maxTextLength)
    .replace(/<!--.*?-->|<!\[CDATA\[(.*?)]]>/gs, (_, data = "") => data.replace(/</g, "&lt;"))
    // Names can be elements of their own.
    .replace(/<(?:name|key)>(\w+)<\/\w+>\s*<(?:value>(?:\s*<\w+)?|string|integer)>?/g, "<$1>")
    .matchAll(tag)) {
    const parent = open.at(-1);
    if (!end) {
      const isInError = parent?.isInError || isError.test(name);
      const isHidden = (parent?.isHidden ?? /^(feed|rss)$/.test(name)) && !/^(entry|item)$/.test(name);
      const element = { name, isInError, isHidden };
      open.push(element);
      if (!isHidden) addElement(search, element, parent?.name ?? "", attributes, content);
    }
    if (end || attributes.endsWith("/")) open.pop();
  }
  return search.members;
}

/** Adds the text and the attributes of an element. */
function addElement(
  search: XmlSearch,
  element: OpenElement,
  parent: string,
  attributes: string,
  content: string,
): void {
  // Names can be attributes.
  const label = !isError.test(element.name) && /\s(?:key|name)\s*=\s*["'](\w+)/i.exec(attributes)?.[1];
  let name = label || qualify(parent, element.name);
  if (label && !roleOf(label) && roleOf(element.name) === "field" && element.isInError && isSentence.test(content)) {
    addText(search, element, "field", label);
    name = "message";
  } else if (/code$/i.test(parent) && /^Value$|Code$/.test(name)) {
    // SOAP 1.2 and SAML write the values of codes in elements within. The outer one only says who is at fault.
    name = "Code";
    search.members[name] = "";
    search.namesInError.delete(name);
  }
  addText(search, element, name, content);
  for (const [, key = "", , value = ""] of attributes.matchAll(attribute))
    if (value !== label) addText(search, element, /^value$/i.test(key) ? name : qualify(element.name, key), value);
}

/** A text of several words, or none. */
const isSentence = /\S\s+\S|^\s*$/;

/** Adds a text, unless one of the same name precedes it. */
function addText({ members, namesInError }: XmlSearch, { isInError }: OpenElement, name: string, value: string): void {
  const plain = value
    .replace(/^[\w-]+:(?=\w+$)/, "")
    .replace(entity, textOfEntity)
    .trim();
  // A document within a text.
  if (/^<.*>$/s.test(plain)) Object.assign(members, parseXml(plain));
  else if (plain && !(isInError ? namesInError.has(name) : members[name])) {
    members[name] = plain;
    if (isInError) namesInError.add(name);
  }
}

/** Returns the name of a member of an element. An id or a number says only by its element that it is that of the error. */
function qualify(element: string, name: string): string {
  return isError.test(element) && /^(id|key|n[ro]?|num(ber)?)$/i.test(name) ? `error${name}` : name;
}

const entity = /&(?:#(x[\da-f]{1,5}|\d{1,6})|(quot|apos|lt|gt|amp));/g;

const entities: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: "<", gt: ">", amp: "&" };

function textOfEntity(_: string, point: string | undefined, name: string): string {
  return point ? String.fromCodePoint(Number(`0${point}`)) : (entities[name] as string);
}

/** Returns a value as text. Objects are none, because a body can define `toString` as anything, which would throw. */
export function textOf(value: unknown): string {
  return typeof value === "object" ? "" : `${value}`;
}
