import { RenderProblem } from "./render-problem.ts";

/** Values for a template: those of a table row, if any, and those of the document. The first scope with the name wins. */
export type Scope = readonly unknown[];

/** Fills the templates of one document. */
export interface Templates {
  /**
   * Replaces the placeholders. A missing value is empty.
   *
   * @throws RenderProblem for a value that is not text, or too much text
   */
  fill(text: string, scope: Scope): string;
}

const placeholder = /\{\{\s*([A-Za-z_]\w*(?:\.\w+)*)\s*\}\}/g;

/** Characters of one text: more than any document has, and enough for an image in base64. */
const maxCharacters = 700_000;
/** Placeholders filled in one document: seven in each cell of a table with 100 pages and 12 columns. */
const maxValues = 500_000;

/** Returns the paths in a text: `customer.name` for "Dear {{customer.name}}". */
export function pathsOf(text: string): string[] {
  return [...text.matchAll(placeholder)].map(([, path = ""]) => path);
}

/** Returns a text without its placeholders. */
export function withoutPaths(text: string): string {
  return text.replaceAll(placeholder, "");
}

/** Returns whether all double braces of a text belong to placeholders. */
export function isTemplate(text: string): boolean {
  return !/\{\{|\}\}/.test(withoutPaths(text));
}

/** Creates the templates of a document. Each text is parsed once, although a table fills it for every row. */
export function documentTemplates(): Templates {
  const parsed = new Map<string, readonly string[]>();
  let values = 0;

  function parse(text: string): readonly string[] {
    const known = parsed.get(text);
    if (known !== undefined) return known;
    // Splitting by a pattern with one group alternates between texts and paths.
    const parts = text.split(placeholder);
    parsed.set(text, parts);
    return parts;
  }

  return {
    fill(text, scope) {
      const parts = parse(text);
      values += (parts.length - 1) / 2;
      if (values > maxValues)
        throw new RenderProblem("variables", `Must not fill more than ${maxValues} placeholders.`);
      let length = 0;
      const filled = parts.map((part, index) => {
        const value = index % 2 === 0 ? part : toText(part, scope);
        length += value.length;
        // Before the parts are joined, because many placeholders of one long value exceed the memory.
        if (length > maxCharacters)
          throw new RenderProblem("variables", `Must not make a text of more than ${maxCharacters} characters.`);
        return value;
      });
      return filled.join("");
    },
  };
}

/** Returns the value of a path; undefined if there is none. */
export function valueAt(path: string, scope: Scope): unknown {
  const [first = "", ...rest] = path.split(".");
  const owner = scope.find((candidate) => getMember(candidate, first) !== undefined);
  return rest.reduce<unknown>((value, step) => getMember(value, step), getMember(owner, first));
}

function toText(path: string, scope: Scope): string {
  const value = valueAt(path, scope);
  if (value === undefined || value === null) return "";
  if (typeof value === "object")
    throw new RenderProblem(`variables.${path}`, "Is used as text, and must be text or a number.");
  return String(value);
}

function getMember(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}
