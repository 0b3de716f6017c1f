import type { Language } from "../syntax/index.ts";

/** Most characters of a source in which imports are looked for. */
const maxHead = 100_000;

/** Returns the modules that a source of TypeScript imports by a relative path, by the name that it gives each. */
export function importsOf(text: string, language: Language): ReadonlyMap<string, string> {
  const imports = new Map<string, string>();
  if (language !== "typescript") return imports;
  const head = text.slice(0, maxHead);
  for (const [, names = "", path = ""] of head.matchAll(
    /\bimport\s+([\w\s{},*$]{1,2000}?)\s+from\s*["'](\.{1,2}\/[^"'\n]{1,200})["']/g,
  ))
    for (const name of names.replaceAll(/[{}]/g, ",").split(",")) addName(imports, name, path);
  for (const [, name = "", path = ""] of head.matchAll(
    /\b(?:const|var|let)\s+([\w$]{1,100})\s*=\s*require\(\s*["'](\.{1,2}\/[^"'\n]{1,200})["']\s*\)/g,
  ))
    imports.set(name, path);
  return imports;
}

/** Adds `name`, `name as other` or `* as other`, without the word `type` before it. */
function addName(imports: Map<string, string>, words: string, path: string): void {
  const name = /([\w$]+)\s*$/.exec(words)?.[1];
  if (name !== undefined && name !== "type") imports.set(name, path);
}
