import { isMap, isSeq, LineCounter, type Node, type Pair, parseAllDocuments } from "yaml";
import type { Json } from "../../contract/index.ts";
import { hasManyAliases } from "../document/index.ts";
import type { Reading, SourceText } from "../facts.ts";
import { isObject, type JsonObject, type Locate, readMaps } from "./read-maps.ts";
import { readErrorSchema, readOpenApi } from "./read-openapi.ts";

/** Reads JSON or YAML; undefined if the text is neither. */
export function readData({ file, text }: SourceText): Reading | undefined {
  if (hasManyAliases(text) && !/^\s*[[{]/.test(text)) return undefined;
  const lines = new LineCounter();
  const [document] = parse(text, lines);
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
  const isOpenApi =
    isObject(value) && (typeof value.openapi === "string" || typeof value.swagger === "string" || isPart(value));
  if (isOpenApi) return readOpenApi(value, locate);
  const isSchema = isObject(value) && isObject(value.properties) && (value.type === "object" || "$schema" in value);
  if (isSchema) return readErrorSchema(value, locate);
  // A contract in its JSON form also has maps of conditions, operations and retired codes.
  const isContract = isObject(value) && typeof value.errata === "number" && isObject(value.errors);
  return isContract ? readMaps(value.errors, locate, ["errors"]) : readMaps(value, locate);
}

/** Checks whether an object is a part of an OpenAPI document in a file of its own. */
function isPart({ components, paths }: JsonObject): boolean {
  return (isObject(components) && (isObject(components.responses) || isObject(components.schemas))) || isPaths(paths);
}

function isPaths(paths: Json | undefined): boolean {
  return isObject(paths) && Object.keys(paths).some((path) => path.startsWith("/"));
}

type Documents = ReturnType<typeof parseAllDocuments>;

function parse(text: string, lineCounter: LineCounter): readonly Exclude<Documents, { empty: true }>[number][] {
  const documents = parseAllDocuments(text, {
    lineCounter,
    logLevel: "silent",
    prettyErrors: false,
    uniqueKeys: false,
  });
  if ("empty" in documents || documents.some(({ errors }) => errors.length > 0)) return [];
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
