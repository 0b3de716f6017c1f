import { invalidInput } from "../invalid-input.ts";

/** What a template takes values from: a row of a table before the variables themselves. */
export type Scope = readonly unknown[];

const placeholder = /\{\{\s*([A-Za-z_]\w*(?:\.\w+)*)\s*\}\}/g;

/** More than fills a document, or a picture in base64. */
const mostCharacters = 700_000;

/** Lists the paths that a text names: `customer.name` of "Dear {{customer.name}}". */
export function pathsOf(text: string): string[] {
  return [...text.matchAll(placeholder)].map(([, path = ""]) => path);
}

/** Gives what stands between the placeholders. */
export function withoutPaths(text: string): string {
  return text.replaceAll(placeholder, "");
}

/** Tells whether every brace of a text belongs to a placeholder. */
export function isTemplate(text: string): boolean {
  return !/\{\{|\}\}/.test(withoutPaths(text));
}

/** Puts values into a text. What is absent is empty. @throws INVALID_INPUT for a value that is no text, and for too much of it */
export function fill(text: string, scope: Scope): string {
  const filled = text.replaceAll(placeholder, (_, path: string) => {
    const value = valueAt(path, scope);
    if (value === undefined || value === null) return "";
    if (typeof value === "object")
      throw invalidInput(`variables.${path}`, "Is used as text, and must be text or a number.");
    return String(value);
  });
  if (filled.length > mostCharacters)
    throw invalidInput("variables", `Must not make a text of more than ${mostCharacters} characters.`);
  return filled;
}

/** Finds the value of a path; undefined when there is none. */
export function valueAt(path: string, scope: Scope): unknown {
  const [first = "", ...rest] = path.split(".");
  const owner = scope.find((one) => member(one, first) !== undefined);
  return rest.reduce<unknown>((value, step) => member(value, step), member(owner, first));
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}
