import type { Json, JsonSchema } from "../../contract/index.ts";

/** Follows the `$ref` of a value within its own document, through at most 8 references. */
export function resolveReference(root: JsonSchema, value: Json | undefined): JsonSchema | undefined {
  let current = value;
  for (let step = 0; step < maxSteps && isSchema(current) && typeof current.$ref === "string"; step += 1)
    current = valueAt(root, current.$ref);
  return isSchema(current) ? current : undefined;
}

/** Returns the schemas of a list, such as those of `anyOf`. Boolean schemas are left out. */
export function schemasIn(value: Json | undefined): readonly JsonSchema[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isSchema) : [];
}

/** Recognizes schemas that are objects. */
export function isSchema(value: Json | undefined): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const maxSteps = 8;

function valueAt(root: JsonSchema, reference: string): Json | undefined {
  if (!reference.startsWith("#")) return undefined;
  let value: Json | undefined = root;
  for (const step of reference.slice(1).split("/").slice(1)) {
    const key = decoded(step).replaceAll("~1", "/").replaceAll("~0", "~");
    value = typeof value === "object" && value !== null && Object.hasOwn(value, key) ? value[key as never] : undefined;
  }
  return value;
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    // A percent sign that begins no escape stands for itself.
    return step;
  }
}
