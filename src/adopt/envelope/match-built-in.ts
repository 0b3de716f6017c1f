import type { Json } from "../../contract/index.ts";
import { builtInEnvelopes } from "../../envelope/index.ts";

/** Returns the built-in envelope that sends every member of a template and requires no others; undefined if there is none. */
export function matchBuiltIn(template: Json): string | undefined {
  const fitting = Object.entries(builtInEnvelopes).filter(([, declaration]) => {
    const { $failure: failure } = declaration as { readonly $failure?: Json };
    return failure !== undefined && fits(template, failure);
  });
  return fitting.toSorted(([, one], [, other]) => JSON.stringify(one).length - JSON.stringify(other).length)[0]?.[0];
}

function fits(template: Json | undefined, declared: Json | undefined): boolean {
  if (typeof declared === "string" && declared.startsWith("$")) return fitsVariable(template, declared);
  if (Array.isArray(declared)) return Array.isArray(template) && fits(template[0] as Json, declared[0] as Json);
  if (typeof declared === "object" && declared !== null)
    return isObject(template) && fitsObject(template, declared as JsonObject);
  return template === declared;
}

type JsonObject = { readonly [member: string]: Json | undefined };

function fitsObject(template: JsonObject, declared: JsonObject): boolean {
  const spreads = Object.keys(declared).some((name) => name.startsWith("..."));
  const areKnown = Object.entries(template).every(([name, value]) =>
    Object.hasOwn(declared, name)
      ? fits(value, declared[name])
      : spreads && typeof value === "string" && value.startsWith("$details"),
  );
  return (
    areKnown &&
    Object.entries(declared).every(([name, value]) => Object.hasOwn(template, name) || isOptional(name, value))
  );
}

function isOptional(name: string, value: Json | undefined): boolean {
  if (name.startsWith("$") || name.startsWith("...")) return true;
  if (typeof value === "string") return /\?$|^\$ignored/.test(value);
  return isObject(value) && Object.hasOwn(value, "$when");
}

function fitsVariable(template: Json | undefined, declared: string): boolean {
  const other = nameOf(declared);
  if (other === "$ignored" || declared === `${other}=${JSON.stringify(template)}`) return true;
  if (typeof template !== "string" || !template.startsWith("$")) return false;
  const one = nameOf(template);
  return (
    one === other ||
    (one === "$param" && other === "$details.field") ||
    // A type that is not an absolute URL is read as a detail.
    (one === "$details.type" && other === "$docsUrl")
  );
}

/** Strips what follows the name: `$details={}`, `$status:string`, `$code?`. */
function nameOf(variable: string): string {
  return /^\$[\w.]+/.exec(variable)?.[0] ?? variable;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
