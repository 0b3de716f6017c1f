/** Exports of the library that a page's programs import, by name. */
export type ImportedNames = ReadonlyMap<string, ApiLink>;

/** A link to an export in the API reference. */
export interface ApiLink {
  readonly name: string;
  /** Entry point: `errata/client`. */
  readonly entry: string;
  readonly href: string;
}

/** Returns the exports that the programs of a guide import from the library, by name. */
export function importedNames(markdown: string): ImportedNames {
  const names = new Map<string, ApiLink>();
  for (const [, list = "", entry = ""] of markdown.matchAll(
    /^import (?:type )?\{([^}]*)\} from "(errata(?:\/[\w/-]+)?)";/gm,
  ))
    for (const part of list.split(",")) {
      const [name = ""] = part
        .trim()
        .replace(/^type /, "")
        .split(" as ");
      if (name !== "") names.set(name, { name, entry, href: `${entryHref(entry)}#${exportId(name)}` });
    }
  return names;
}

/** Returns the address of an entry point in the API reference. */
export function entryHref(entry: string): string {
  return `/docs/errata/api/${entry}`;
}

/** Returns the id of an export on the page of its entry point. The ids of headings are in lower case and collide. */
export function exportId(name: string): string {
  return `export-${name}`;
}
