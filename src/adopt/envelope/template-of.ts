import type { Json } from "../../contract/index.ts";

/** A template that an example fits, and the values that the example has in it. */
export interface ExampleTemplate {
  readonly template: Json;
  readonly code: string | undefined;
  readonly message: string | undefined;
  /** Details of the example: one value, or its members. */
  readonly details: Json | undefined;
}

/** Stands for a text of a recorded body that is not to be repeated; 0 stands for a number. Neither becomes a part of a template. */
export const hidden = "…";

/** Derives a template from the body of an error by the names and values of its members. */
export function templateOf(body: Json, codes: ReadonlySet<string>): ExampleTemplate {
  const reader = new BodyReader(codes);
  const template = reader.read(body, 0);
  const members = Object.keys(reader.members).length > 0 ? reader.members : undefined;
  return { template, code: reader.code, message: reader.message, details: reader.details ?? members };
}

const maxDepth = 8;

class BodyReader {
  readonly members: Record<string, Json> = {};
  readonly #codes: ReadonlySet<string>;
  code: string | undefined;
  message: string | undefined;
  details: Json | undefined;

  constructor(codes: ReadonlySet<string>) {
    this.#codes = codes;
  }

  read(value: Json, depth: number): Json {
    if (Array.isArray(value))
      return value.length === 0 || depth > maxDepth ? [] : [this.read(value[0] as Json, depth + 1)];
    if (typeof value !== "object" || value === null) return value === hidden ? "$ignored" : value;
    // Texts of the error come before the objects around them, so that its own message wins over a wrapper's.
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, this.#member(name, member as Json, depth)]),
    );
  }

  #member(name: string, value: Json, depth: number): Json {
    const key = name.toLowerCase().replaceAll(/[_-]/g, "");
    if (typeof value === "string")
      return this.#code(key, value) ?? this.#message(key, value) ?? this.#text(name, key, value, depth);
    if (/^(?:http)?(?:status(?:code)?|code)$/.test(key) && isErrorStatus(value)) return "$status";
    if (detailsKey.test(key) && this.details === undefined && !this.#holdsCode(value)) return this.#details(value);
    if (typeof value === "object" && value !== null && depth < maxDepth) return this.read(value, depth + 1);
    if (typeof value === "boolean" || value === null || (depth === 0 && value !== 0)) return value;
    return this.#detail(name, value);
  }

  #details(value: Json): Json {
    const isEmpty =
      typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
    if (isEmpty) return "$details={}";
    this.details = value ?? undefined;
    return "$details?";
  }

  #detail(name: string, value: Json): Json {
    this.members[name] = value;
    return `$details.${name}?`;
  }

  #code(key: string, value: string): Json | undefined {
    if (/^(?:http)?(?:status(?:code)?|code)$/.test(key) && isErrorStatus(Number(value))) return "$status:string";
    const isCode = this.#codes.has(value) || (isCodeKey(key) && /^[A-Za-z][\w.:/-]*$/.test(value));
    if (this.code !== undefined || !isCode) return undefined;
    this.code = value;
    return "$code";
  }

  #message(key: string, value: string): Json | undefined {
    if (this.message !== undefined || !messageKey.test(key) || !/\s/.test(value)) return undefined;
    this.message = value;
    return "$message";
  }

  #text(name: string, key: string, value: string, depth: number): Json {
    const variable = texts.find(([, keys, values]) => keys.test(key) && values.test(value))?.[0];
    if (variable === "$param?") this.members.param = value;
    else if (variable === "$details.field?") this.members.field = value;
    return variable ?? (depth === 0 && value !== hidden ? value : this.#detail(name, value));
  }

  #holdsCode(value: Json): boolean {
    return (
      typeof value === "object" &&
      value !== null &&
      Object.entries(value).some(
        ([name, member]) => typeof member === "string" && (this.#codes.has(member) || isCodeKey(name.toLowerCase())),
      )
    );
  }
}

const detailsKey =
  /^(?:details?|meta|metadata|context|info|extra|params|parameters|properties|additionalinfo|debuginfo)$/;
const messageKey = /^(?:message|msg|detail|errormessage|errordescription|description|reason|error)$/;

/** Variables for members that are texts, by the names of the members and their values. */
const texts: readonly (readonly [variable: string, keys: RegExp, values: RegExp])[] = [
  ["$requestId?", /^(?:x?requestid|traceid|correlationid|reqid)$/, /./],
  ["$docsUrl?", /^(?:docs?url|docsurl|documentation(?:url)?|docs|help(?:url)?|moreinfo|infourl|type|url)$/, /^https?:/],
  ["$title?", /^title$/, /./],
  ["$kind", /^(?:type|errortype|category)$/, /^[a-z]+(?:_[a-z]+)*$/],
  ["$details.field?", /^field$/, /./],
  ["$param?", /^(?:param|parameter|target|pointer)$/, /./],
  ["$ignored", /^(?:timestamp|time|date|path|instance|id|stack|stacktrace|method|url)$/, /./],
];

function isCodeKey(key: string): boolean {
  return /^(?:code|errorcode|error_code|reason)$/.test(key);
}

function isErrorStatus(value: Json): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 400 && value <= 599;
}
