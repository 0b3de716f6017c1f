import { requireContract, requireMember } from "../../contract/faults/arguments.ts";
import type { AnyContract } from "../../contract/index.ts";
import { mentions } from "./page-drift.ts";

/** A link to a code's page that does not lead to a description of the code. */
export interface BrokenLink {
  /** The code whose link it is. */
  readonly code: string;
  /** The address, as errors send it. */
  readonly url: string;
  /** Whether there is no page, the page does not have the part that the fragment names, or it does not name the code. */
  readonly problem: "missing" | "fragment" | "code";
}

/**
 * Returns the addresses of the pages to which a contract's codes link, without fragments, each once.
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { linkedPages } from "errata/check";
 *
 * const errors = { ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Not found." } } as const;
 * linkedPages(contract({ name: "shop", version: "1.0.0", docsUrl: "https://docs.shop.example/", errors }));
 * ```
 */
export function linkedPages(contract: AnyContract): readonly string[] {
  requireContract("linkedPages", contract);
  return [...new Set(linksOf(contract).map(({ page }) => page))];
}

/**
 * Finds the links of a contract that do not lead to a description of their code.
 *
 * @param pages text of each page by its address, as `linkedPages` returns it; undefined if there is none
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { linkDrift, linkedPages } from "errata/check";
 *
 * const errors = { ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Not found." } } as const;
 * const shop = contract({ name: "shop", version: "1.0.0", docsUrl: "https://docs.shop.example/", errors });
 * linkedPages(shop); // ["https://docs.shop.example/ORDER_NOT_FOUND"]
 * linkDrift(shop, new Map())[0]?.problem; // "missing"
 * ```
 */
export function linkDrift(
  contract: AnyContract,
  pages: ReadonlyMap<string, string | undefined>,
): readonly BrokenLink[] {
  requireContract("linkDrift", contract);
  requireMember("linkDrift: pages", pages, "get", "a Map of pages by address");
  const idsOf = new Map<string, ReadonlySet<string>>();
  return linksOf(contract).flatMap(({ code, url, page: address }): readonly BrokenLink[] => {
    const page = pages.get(address);
    if (page === undefined) return [{ code, url, problem: "missing" }];
    const ids = idsOf.get(address) ?? idsIn(page);
    idsOf.set(address, ids);
    const id = fragmentOf(url);
    if (id !== undefined && isHtml(page) && !ids.has(id)) return [{ code, url, problem: "fragment" }];
    return mentions(page, code) ? [] : [{ code, url, problem: "code" }];
  });
}

/** Returns the links that are absolute. A path is made absolute by the server that sends it. */
function linksOf({ entries }: AnyContract): readonly (Omit<BrokenLink, "problem"> & { readonly page: string })[] {
  return [...entries.values()].flatMap(({ code, docsUrl: url, condition }) => {
    if (url === undefined || condition !== undefined || !/^https?:/i.test(url)) return [];
    return [{ code, url, page: url.replace(/#.*/s, "") }];
  });
}

/** Returns the id to which a URL leads. Fragments that select text have none. */
function fragmentOf(url: string): string | undefined {
  const fragment = url.split("#")[1] ?? "";
  if (fragment === "" || fragment.startsWith(":~:")) return undefined;
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function isHtml(page: string): boolean {
  return /<html|<!doctype html/i.test(page.slice(0, 10_000));
}

function idsIn(page: string): ReadonlySet<string> {
  const attributes = page.matchAll(/\s(?:id|name)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi);
  return new Set(Array.from(attributes, ([, double, single, bare]) => double ?? single ?? bare ?? ""));
}
