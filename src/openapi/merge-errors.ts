import type { Json } from "../contract/index.ts";

/** An OpenAPI document as plain data. */
export type OpenApiDocument = { readonly [member: string]: Json | undefined };

/** Methods for which an OpenAPI path item has a member. */
const knownMethods = new Set(["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"]);

/**
 * Member of a path item with the operations of other methods, such as PURGE, by method. OpenAPI 3.2 calls it
 * `additionalOperations`; 3.1 only allows extensions.
 */
const additionalOperations = "x-additionalOperations";

/** Returns the path of an operation's object within its path item. */
export function operationKeys(method: string): readonly string[] {
  return knownMethods.has(method) ? [method.toLowerCase()] : [additionalOperations, method];
}

/** A document with the errors of a contract. */
export interface OpenApiResult {
  /** The complete document. */
  readonly document: OpenApiDocument;
  /** JSON Pointers to members of `into` that were kept although the contract has its own, such as a response written by hand. */
  readonly kept: readonly string[];
}

type Members = Readonly<Record<string, Json | undefined>>;

/**
 * Adds the errors of a contract to a document. Members that the document has already are kept, except for error responses
 * and schemas that an earlier merge added. Paths match whatever their parameters are called.
 */
export function mergeErrors(into: OpenApiDocument, errors: OpenApiDocument): OpenApiResult {
  const kept: string[] = [];
  const paths = { ...membersOf(into.paths) };
  const nameOf = new Map(Object.keys(paths).map((path) => [anonymous(path), path]));
  for (const [path, item] of Object.entries(membersOf(errors.paths))) {
    const name = nameOf.get(anonymous(path)) ?? path;
    const existing = withOperations(membersOf(paths[name]), membersOf(item), [path, name], kept);
    const additional = membersOf(membersOf(item)[additionalOperations]);
    if (Object.keys(additional).length > 0) {
      const custom = membersOf(existing[additionalOperations]);
      existing[additionalOperations] = withOperations(custom, additional, [path, name, additionalOperations], kept);
    }
    paths[name] = existing;
  }
  const components = { ...membersOf(into.components) };
  for (const [kind, additions] of Object.entries(membersOf(errors.components)))
    components[kind] = added(membersOf(components[kind]), membersOf(additions), pointer("components", kind), kept);
  return { document: { ...into, paths, components }, kept };
}

/** Adds the operations of a path item. @param at path of the contract, then the keys of the item in the document */
function withOperations(
  item: Members,
  additions: Members,
  [path, name, ...keys]: readonly [path: string, name: string, ...keys: string[]],
  kept: string[],
): Record<string, Json | undefined> {
  const merged: Record<string, Json | undefined> = { ...item };
  for (const [method, operation] of Object.entries(additions)) {
    if (method === additionalOperations) continue;
    merged[method] =
      merged[method] === undefined
        ? renamed(operation, path, name)
        : withResponses(membersOf(merged[method]), membersOf(operation), pointer("paths", name, ...keys, method), kept);
  }
  return merged;
}

function withResponses(operation: Members, addition: Members, at: string, kept: string[]): Json {
  const responses = { ...membersOf(operation.responses) };
  for (const [status, response] of Object.entries(membersOf(addition.responses))) {
    const isOwn = responses[status] !== undefined && membersOf(responses[status])["x-errata"] === undefined;
    if (isOwn) kept.push(`${at}/responses/${status}`);
    else responses[status] = response;
  }
  return { ...operation, responses };
}

/** Adds components. A schema of the same name is kept unless it describes the same code, as one of an earlier merge does. */
function added(existing: Members, additions: Members, at: string, kept: string[]): Json {
  const merged: Record<string, Json | undefined> = { ...existing };
  for (const [name, addition] of Object.entries(additions)) {
    const current = existing[name];
    const isSame =
      current === undefined || membersOf(current).title === membersOf(addition).title || equals(current, addition);
    if (isSame) merged[name] = addition;
    else kept.push(`${at}/${escaped(name)}`);
  }
  return merged;
}

/** Replaces the parameters of an operation by those of the path that the document has. */
function renamed(operation: Json | undefined, path: string, name: string): Json | undefined {
  if (path === name) return operation;
  const names = [...name.matchAll(/\{([^}]+)\}/g)].map(([, parameter = ""]) => parameter);
  const members = membersOf(operation);
  const parameters = (Array.isArray(members.parameters) ? members.parameters : []).map((parameter: Json, index) =>
    membersOf(parameter).in === "path" ? { ...membersOf(parameter), name: names[index] } : parameter,
  );
  return { ...members, parameters };
}

function anonymous(path: string): string {
  return path.replaceAll(/\{[^}]*\}/g, "{}");
}

function membersOf(value: Json | undefined): Members {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

function equals(one: Json, other: Json | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function pointer(...keys: readonly string[]): string {
  return keys.map((key) => `/${escaped(key)}`).join("");
}

/** @see RFC 6901 section 3 */
function escaped(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
