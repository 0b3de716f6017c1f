import type { Json } from "../../contract/index.ts";
import { isCodeName } from "./body-codes.ts";
import { isObject, type JsonObject, textOf } from "./maps/index.ts";

/** The keys and indices at which a value stands in a document. */
export type Path = readonly (string | number)[];

/** Returns the members of an object; none for any other value. */
export function entriesOf(value: Json | undefined): readonly (readonly [string, Json])[] {
  return isObject(value) ? (Object.entries(value) as [string, Json][]) : [];
}

/** Returns the schemas of a map, and where each is written. */
export function pathsOf(
  map: Json | undefined,
  path: Path,
): readonly { readonly schema: JsonObject; readonly path: Path }[] {
  return entriesOf(map).flatMap(([name, schema]) => (isObject(schema) ? [{ schema, path: [...path, name] }] : []));
}

/** Returns the codes that a schema of errors lists for its member of codes. */
export function listedBy({ properties }: JsonObject, name: string): readonly string[] {
  if (!isErrorSchema(name)) return [];
  const lists = entriesOf(properties).flatMap(([member, declared]) =>
    isCodeName(member) && isObject(declared) ? valuesOf(declared) : [],
  );
  return lists.flatMap(({ code }) => (typeof code === "string" && isCodeValue(code) ? [code] : []));
}

/** Returns the text that an extension has for a value of a list. */
export function enumText(property: JsonObject, index: number, code: string): string | undefined {
  const texts = property["x-enum-descriptions"] ?? property["x-enumDescriptions"];
  return textOf(Array.isArray(texts) ? (texts[index] as Json) : isObject(texts) ? texts[code] : undefined);
}

/** Returns the only status that a schema allows in a member beside the code. */
export function fixedStatus({ properties }: JsonObject): number | undefined {
  for (const [name, property] of entriesOf(properties)) {
    if (!/^(?:http_?)?status(?:_?code)?$/i.test(name) || !isObject(property)) continue;
    const [only, ...others] = valuesOf(property);
    if (others.length === 0 && /^[45]\d\d$/.test(String(only?.code))) return Number(only?.code);
  }
  return undefined;
}

/** Returns the values that a schema allows, and where each is written. */
export function valuesOf(schema: JsonObject): readonly { readonly code: Json; readonly place: Path }[] {
  if (!Array.isArray(schema.enum)) return [{ code: schema.const ?? null, place: ["const"] }];
  return (schema.enum as readonly Json[]).map((code, index) => ({ code, place: ["enum", index] }));
}

/** Returns whether a schema is named as one of errors. */
export function isErrorSchema(name: string): boolean {
  return /error|problem|fault|exception/i.test(name);
}

/** Returns whether a value of a list may be a code. */
export function isCodeValue(value: string): boolean {
  return /^[A-Za-z0-9][\w.:/ -]{0,62}$/.test(value);
}

/** Returns whether a member of a schema has the codes of errors: by its name, or as the type of one that has no code. */
export function holdsCodes(name: string, schema: JsonObject, path: Path): boolean {
  return isCodeName(name) || (name === "type" && isErrorSchema(String(path.at(-1))) && listsTypes(schema));
}

/** Checks whether a schema lists names as types, beside a title and without a code. */
function listsTypes({ properties }: JsonObject): boolean {
  const members = entriesOf(properties);
  const type = isObject(properties) ? properties.type : undefined;
  const names = isObject(type) ? valuesOf(type).map(({ code }) => String(code)) : [];
  const hasText = members.some(([name]) => /^(?:title|detail|message)$/.test(name));
  const areNames = names.length > 2 && names.every((name) => /^[A-Z][A-Za-z]{3,}$/.test(name));
  return areNames && hasText && !members.some(([name]) => isCodeName(name));
}
