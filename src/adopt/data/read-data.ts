import { isMap, isSeq, LineCounter, type Node, type Pair, parseAllDocuments } from "yaml";
import type { Json } from "../../contract/index.ts";
import { hasManyAliases } from "../document/index.ts";
import { type Fact, fact, type Reading, type SourceText } from "../facts.ts";
import { isObject, type JsonObject, type Locate, readMaps, textOf } from "./maps/index.ts";
import { isOnlyOpenApi, isPart } from "./openapi-parts.ts";
import { isCollection, readCollection } from "./read-collection.ts";
import { readLocale } from "./read-locale.ts";
import { readErrorSchema, readOpenApi } from "./read-openapi.ts";

/** Reads JSON or YAML; undefined if the text is neither. */
export function readData({ file, text }: SourceText): Reading | undefined {
  if (hasManyAliases(text) && !/^\s*[[{]/.test(text)) return undefined;
  const lines = new LineCounter();
  const [document] = parse(text, lines, /\.ya?ml$/i.test(file));
  if (document === undefined) return undefined;
  const value = plainValue(document);
  if (typeof value !== "object" || value === null) return undefined;
  const locate: Locate = (path) => {
    const { line, col } = lines.linePos(offsetOf(document.contents, path));
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  return readValue(value, locate);
}

/** Reads a value of JSON: an OpenAPI document or a part of one, a schema, a contract, or maps and lists of codes. */
export function readValue(value: Json, locate: Locate): Reading | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (isObject(value) && (typeof value.openapi === "string" || typeof value.swagger === "string"))
    return readOpenApi(value, locate);
  if (isObject(value) && typeof value.openrpc === "string") return readOpenRpc(value, locate);
  if (isObject(value) && isCollection(value)) return readCollection(value, locate);
  const part = readPart(value, locate);
  if (part !== undefined) return part;
  if (isObject(value) && isSchema(value, locate([]).file)) return readErrorSchema(value, locate);
  // A contract in its JSON form also has maps of conditions, operations and retired codes.
  const isContract = isObject(value) && typeof value.errata === "number" && isObject(value.errors);
  if (isContract) return readMaps(value.errors, locate, ["errors"]);
  return readLocale(value, locate) ?? readMaps(value, locate);
}

/**
 * Reads a part of an OpenAPI document. Documents of other formats have components as well, so one without codes is read as any
 * other data.
 */
function readPart(value: Json, locate: Locate): Reading | undefined {
  if (!isObject(value) || !isPart(value)) return undefined;
  const part = readOpenApi(value, locate);
  return part.facts.length > 0 || isOnlyOpenApi(value) ? part : undefined;
}

/** Reads the errors of an OpenRPC document: objects with a number, a message and maybe a name. */
function readOpenRpc({ components, methods }: JsonObject, locate: Locate): Reading {
  const shared = isObject(components) && isObject(components.errors) ? Object.entries(components.errors) : [];
  const own = (Array.isArray(methods) ? (methods as readonly Json[]) : []).flatMap((method) =>
    isObject(method) && Array.isArray(method.errors) ? method.errors.map((error) => ["", error as Json] as const) : [],
  );
  const facts = [...shared, ...own].flatMap(([name, error]): readonly Fact[] => {
    if (!isObject(error) || typeof error.code !== "number") return [];
    const code = String(error.code);
    const source = locate(name === "" ? ["methods"] : ["components", "errors", name]);
    const message = textOf(error.message);
    return [
      fact(code, "code", code, source),
      ...(message === undefined ? [] : [fact(code, "message", message, source)]),
      ...(name === "" ? [] : [fact(code, "title", name, source)]),
    ];
  });
  return { facts, decoys: [], unread: [], bodies: [] };
}

/** Checks whether an object is the JSON Schema of an error, or of the codes of errors by its title or the name of its file. */
function isSchema(value: JsonObject, file: string): boolean {
  // In files of their own, the schemas of problems extend others.
  if (Array.isArray(value.allOf))
    return Object.keys(value).every((key) => /^(?:allOf|title|type|description|example|x-.*)$/.test(key));
  if (isObject(value.properties)) return value.type === "object" || "$schema" in value;
  const name = `${typeof value.title === "string" ? value.title : ""} ${file.split(/[/\\]/).at(-1)}`;
  return Array.isArray(value.enum) && value.type === "string" && /err|problem|fault|code/i.test(name);
}

/** Fewest characters of a text for each of its faults. */
const minCharacters = 500;

type Documents = ReturnType<typeof parseAllDocuments>;

/** Parses YAML and JSON. A file that is named as YAML may have a few faults, which other parsers do not report. */
function parse(
  text: string,
  lineCounter: LineCounter,
  isNamed: boolean,
): readonly Exclude<Documents, { empty: true }>[number][] {
  const documents = parseAllDocuments(text, {
    lineCounter,
    logLevel: "silent",
    prettyErrors: false,
    uniqueKeys: false,
  });
  const most = isNamed ? text.length / minCharacters : 0;
  if ("empty" in documents || documents.some(({ errors }) => errors.length > most)) return [];
  return documents;
}

function plainValue(document: { toJS(options: { readonly maxAliasCount: number }): unknown }): Json | undefined {
  try {
    return document.toJS({ maxAliasCount: 100 }) as Json;
  } catch {
    return undefined;
  }
}

function offsetOf(root: unknown, path: readonly (string | number)[]): number {
  let node = root;
  let offset = (root as Node | null)?.range?.[0] ?? 0;
  for (const step of path) {
    const next = childOf(node, step);
    if (next === undefined) return offset;
    node = next.value;
    offset = (next.key as Node | undefined)?.range?.[0] ?? (next.value as Node | null)?.range?.[0] ?? offset;
  }
  return offset;
}

function childOf(
  node: unknown,
  step: string | number,
): { readonly key?: unknown; readonly value: unknown } | undefined {
  if (isSeq(node)) return typeof step === "number" ? { value: node.items[step] } : undefined;
  if (!isMap(node)) return undefined;
  return node.items.find(
    ({ key }: Pair) => String((key as { readonly value?: unknown } | null)?.value ?? key) === String(step),
  );
}
