import type { Entry, JsonSchema } from "../../contract/index.ts";
import { docComment } from "./literal.ts";
import type { TypeNames } from "./type-names.ts";
import { afterSign, typeText } from "./type-text.ts";

/** The types of one code's details. */
export interface DetailsTypes {
  readonly name: string;
  /** The declaration of the type, followed by those of the types that it refers to. */
  readonly declarations: readonly string[];
}

/** Declares the type of a code's details; returns undefined for a code without details. */
export function detailsTypes({ code, details }: Entry, names: TypeNames): DetailsTypes | undefined {
  if (details === undefined) return undefined;
  const name = names.assign(`${code} Details`);
  const targets = new Map([["#", { name, schema: details as unknown }]]);
  const nameOf = (reference: string): string | undefined => {
    const known = targets.get(reference);
    if (known !== undefined) return known.name;
    const schema = resolve(reference, details);
    if (schema === undefined) return undefined;
    const assigned = names.assign(`${code} ${reference.slice(reference.lastIndexOf("/") + 1)}`);
    targets.set(reference, { name: assigned, schema });
    return assigned;
  };
  const declarations: string[] = [];
  // Writing a type can add targets, which the iteration of a Map then visits too.
  for (const [reference, target] of targets) {
    const text = isEndless(reference, details) ? "unknown" : typeText(target.schema, nameOf).text;
    const comment = reference === "#" ? docComment(`Details of ${code}.`) : "";
    declarations.push(`${comment}export type ${target.name} =${afterSign(text)};\n`);
  }
  return { name, declarations };
}

/** Follows a reference within the schema. */
function resolve(reference: string, root: JsonSchema): unknown {
  if (!reference.startsWith("#/")) return undefined;
  let value: unknown = root;
  for (const step of reference.split("/").slice(1)) {
    const key = decode(step).replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function decode(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

/** Checks whether a type consists of itself without an object or list in between, which no compiler accepts. */
function isEndless(start: string, root: JsonSchema): boolean {
  const seen = new Set<string>();
  const pending = [start];
  for (let reference = pending.pop(); reference !== undefined; reference = pending.pop()) {
    const target = reference === "#" ? root : resolve(reference, root);
    for (const next of directReferences(target)) {
      if (next === start) return true;
      if (!seen.has(next)) pending.push(next);
      seen.add(next);
    }
  }
  return false;
}

function directReferences(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { $ref, allOf, anyOf, oneOf } = schema as JsonSchema;
  const parts = [allOf, anyOf, oneOf].flatMap((list) => (Array.isArray(list) ? list : []));
  return [...(typeof $ref === "string" ? [$ref] : []), ...parts.flatMap(directReferences)];
}
