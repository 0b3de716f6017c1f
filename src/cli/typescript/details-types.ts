import type { Entry, JsonSchema } from "../../contract/index.ts";
import { docComment } from "./literal.ts";
import type { TypeNames } from "./type-names.ts";
import { afterSign, typeText } from "./type-text.ts";

/** The types of one code's details. */
export interface DetailsTypes {
  readonly name: string;
  /** The declaration of the type, then those of the types that it refers to. */
  readonly declarations: readonly string[];
}

/** Declares the type of a code's details; undefined for a code without. */
export function detailsTypes({ code, details }: Entry, names: TypeNames): DetailsTypes | undefined {
  if (details === undefined) return undefined;
  const name = names.take(`${code} Details`);
  const targets = new Map([["#", { name, schema: details as unknown }]]);
  const nameOf = (reference: string): string | undefined => {
    const known = targets.get(reference);
    if (known !== undefined) return known.name;
    const schema = resolve(reference, details);
    if (schema === undefined) return undefined;
    const taken = names.take(`${code} ${reference.slice(reference.lastIndexOf("/") + 1)}`);
    targets.set(reference, { name: taken, schema });
    return taken;
  };
  const declarations: string[] = [];
  // Writing one type finds the next: a Map's iteration takes in what is added on the way.
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
  let found: unknown = root;
  for (const step of reference.split("/").slice(1)) {
    const key = decode(step).replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}

function decode(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

/** Tells whether a type would be made of itself without an object or a list between, which no compiler takes. */
function isEndless(start: string, root: JsonSchema): boolean {
  const seen = new Set<string>();
  const pending = [start];
  for (let reference = pending.pop(); reference !== undefined; reference = pending.pop()) {
    const target = reference === "#" ? root : resolve(reference, root);
    for (const next of bareReferences(target)) {
      if (next === start) return true;
      if (!seen.has(next)) pending.push(next);
      seen.add(next);
    }
  }
  return false;
}

function bareReferences(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { $ref, allOf, anyOf, oneOf } = schema as JsonSchema;
  const parts = [allOf, anyOf, oneOf].flatMap((list) => (Array.isArray(list) ? list : []));
  return [...(typeof $ref === "string" ? [$ref] : []), ...parts.flatMap(bareReferences)];
}
