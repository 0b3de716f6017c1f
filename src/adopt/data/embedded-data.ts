import { Parser } from "htmlparser2";
import type { Json } from "../../contract/index.ts";

/** Data within a page that a program shows, such as the state of a documentation site. */
export interface EmbeddedData {
  /** Objects that may hold errors or a whole OpenAPI document. */
  readonly values: readonly Json[];
  /** Texts in HTML or Markdown that have tables, headings or lists. */
  readonly texts: readonly string[];
}

/** Names of variables and attributes in which documentation sites keep their pages. */
const stateNames =
  /(?:__NEXT_DATA__|__NUXT__|__NUXT_DATA__|__redoc_state|__INITIAL_STATE__|__PRELOADED_STATE__|__APOLLO_STATE__|__DATA__)\s*=\s*(?=\{)/;
const maxValues = 20;
const maxTexts = 200;
const maxNodes = 200_000;

/** Finds the data in the scripts and attributes of a page in HTML. */
export function embeddedIn(html: string): EmbeddedData {
  const values = candidatesIn(html).flatMap((text) => parsed(text) ?? []);
  const texts = new Set<string>();
  const documents: Json[] = [];
  const stack: Json[] = [...values];
  for (let count = 0; stack.length > 0 && count < maxNodes && texts.size < maxTexts; count += 1) {
    const value = stack.pop() ?? null;
    if (typeof value === "string" && isMarkup(value)) texts.add(value);
    else if (isDocument(value)) documents.push(value);
    else if (typeof value === "object" && value !== null) stack.push(...(Object.values(value) as Json[]).toReversed());
  }
  return { values: documents.length > 0 ? documents : values, texts: [...texts] };
}

/** Checks whether a value is a document of OpenAPI. */
function isDocument(value: Json): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { openapi, swagger } = value as Readonly<Record<string, Json | undefined>>;
  return typeof (openapi ?? swagger) === "string";
}

function candidatesIn(html: string): readonly string[] {
  const found: string[] = [];
  let script: { readonly isData: boolean; text: string } | undefined;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const { type = "" } = attributes;
        if (name === "script") script = { isData: /json/i.test(type), text: "" };
        for (const [key, value] of Object.entries(attributes))
          if (/^data-(?:initial-)?(?:props|page|state|configuration)$/.test(key)) found.push(value);
      },
      ontext(text) {
        if (script !== undefined) script.text += text;
      },
      onclosetag(name) {
        if (name !== "script" || script === undefined) return;
        const start = script.isData ? 0 : (stateNames.exec(script.text)?.index ?? -1);
        if (start >= 0) found.push(script.isData ? script.text : objectFrom(script.text.slice(start)));
        script = undefined;
      },
    },
    { decodeEntities: true },
  );
  parser.end(html);
  return found.filter((text) => /^\s*[[{]/.test(text)).slice(0, maxValues);
}

/** Returns the first object of a script, up to the bracket that closes it. */
function objectFrom(script: string): string {
  const start = script.indexOf("{");
  const tokens = /"(?:[^"\\]|\\.)*"|[{}]/gs;
  tokens.lastIndex = start;
  let depth = 0;
  for (let token = tokens.exec(script); token !== null; token = tokens.exec(script)) {
    if (token[0] === "{") depth += 1;
    else if (token[0] === "}") depth -= 1;
    if (depth === 0) return script.slice(start, tokens.lastIndex);
  }
  return "";
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isMarkup(text: string): boolean {
  return text.length > 60 && /\|\s*:?-{2,}|<(?:table|h[1-6]|dl|li)\b|^#{1,6} \S/m.test(text);
}
