import type { JsonSchema } from "../contract/index.ts";

/** Whether no value can match two of the schemas, which `oneOf` requires. May return false for schemas that are. */
export function areExclusive(schemas: readonly JsonSchema[]): boolean {
  return schemas.every((one, index) => schemas.slice(index + 1).every((other) => excludes(one, other)));
}

/** Compares constants, types and members that both require. */
function excludes(one: JsonSchema, other: JsonSchema): boolean {
  if ("const" in one && "const" in other) return JSON.stringify(one.const) !== JSON.stringify(other.const);
  if (typeof one.type === "string" && typeof other.type === "string" && one.type !== other.type)
    return !(isNumeric(one.type) && isNumeric(other.type));
  const others = membersOf(other);
  return [...membersOf(one)].some(([name, member]) => {
    const same = others.get(name);
    return same !== undefined && excludes(member, same);
  });
}

function isNumeric(type: string): boolean {
  return type === "number" || type === "integer";
}

/** Returns the members that every object of the schema has. */
function membersOf({ type, properties, required }: JsonSchema): ReadonlyMap<string, JsonSchema> {
  if (type !== "object" || !Array.isArray(required)) return new Map();
  const members = Object.entries((properties ?? {}) as Readonly<Record<string, unknown>>);
  return new Map(members.filter((member): member is [string, JsonSchema] => required.includes(member[0])));
}
