import { entryHref } from "./imported-names.ts";
import { entryPoints } from "./read-guides.ts";

const entries = entryPoints();

/**
 * Turns a link between files of the repository into one between pages: to a guide, an entry point of the library, or a
 * code or a guide of an API.
 *
 * @param from name of the page with the link
 * @returns undefined for a file that has no page
 */
export function guideLink(href: string, from: string): string | undefined {
  if (/^(https?:|mailto:|#)/.test(href)) return href;
  const { pathname, hash } = new URL(href, `file:///docs/${from.startsWith("api/") ? "errata/" : ""}${from}`);
  if (from.startsWith("api/")) return pathname.replace(/(?:README)?\.md$/, "") + hash;
  const [, guide] = /^\/docs\/([\w-]+)\.md$/.exec(pathname) ?? [];
  if (guide !== undefined) return `/docs/errata/${guide === "README" ? "" : guide}${hash}`;
  const [, api, kind, name] =
    /^\/services\/(\w+)\/(?:(codes|guides)\/)?(\w[\w.-]*?)(?:\.test\.ts|\.http\.json|\.md)$/.exec(pathname) ?? [];
  if (api !== undefined && name === "README") return `/docs/${api}/`;
  if (kind !== undefined) return `/docs/${api}/${kind === "guides" ? "guide/" : ""}${name}`;
  const entry = entryOf(pathname.slice(1));
  return entry === undefined ? undefined : entryHref(entry);
}

/** Returns the entry point whose folder contains a source, the innermost one. */
function entryOf(path: string): string | undefined {
  const folders = [...entries.keys()].filter((folder) => folder !== "src" && path.startsWith(`${folder}/`));
  const [innermost = ""] = folders.sort((one, other) => other.length - one.length);
  return entries.get(innermost);
}
