import { readFileSync } from "node:fs";
import { argumentError, requireContract } from "../contract/faults/arguments.ts";
import { type OptionTypes, requireOptions } from "../contract/faults/options.ts";
import type { AnyContract, MessageFormatter } from "../contract/index.ts";
import { type OpenApiDocument, openapi } from "../openapi/index.ts";
import { checkContract, checkOptions, checkRelated } from "./check-options.ts";
import { operationExamples } from "./describe/index.ts";
import { linksIn, type ReferenceGuide, readGuides } from "./guide/index.ts";
import { codesJson, llmsText, pageMarkdown } from "./markdown/index.ts";
import { type RecordedExchange, type Recording, recordedBodies } from "./recording.ts";
import { renderPage } from "./render-page.tsx";
import { pageResponse, preferredType } from "./serve/index.ts";
import {
  fileName,
  linksFrom,
  mainPages,
  type NavigationLink,
  operationPath,
  type Page,
  type Site,
  type VersionChanges,
} from "./site.ts";

/** Options of `reference`. All of them are optional. */
export interface ReferenceOptions {
  /** One line about the API, without a full stop. @default "The errors of the API and what to do about them" */
  readonly about?: string | undefined;
  /** The recorded exchanges of codes. @default none: responses are rendered from the contract */
  readonly recordings?: readonly Recording[] | undefined;
  /** Other recorded exchanges, in order: examples of operations that no recording uses with success. @default none */
  readonly exchanges?: readonly RecordedExchange[] | undefined;
  /** OpenAPI 3.1 document whose inputs, outputs and webhooks the pages show, such as that of `openapi`. @default none: only errors */
  readonly document?: OpenApiDocument | undefined;
  /** Guides of your own, in Markdown, as further pages. @default none */
  readonly guides?: readonly ReferenceGuide[] | undefined;
  /** Sections of the index, and the codes of each. @default one section with all codes */
  readonly groups?: Readonly<Record<string, readonly string[]>> | undefined;
  /** The changes of each version, which `errata diff --changelog` writes. @default none: only `since` and `deprecated` */
  readonly changes?: readonly VersionChanges[] | undefined;
  /** Base URL of the API in samples. @default "https://api.example.com" */
  readonly apiUrl?: string | undefined;
  /** Path at which `handle` serves the pages. @default "/docs/" and the contract's name */
  readonly basePath?: string | undefined;
  /** Links in the header of each page; the first one is the name of the product. Those that begin with a dot are relative to the index. @default none */
  readonly navigation?: readonly NavigationLink[] | undefined;
  /** Links to read more, by the path of a page: `guide/retries`. The page of a code has those of its kind, `kinds/<kind>`. @default none */
  readonly related?: Readonly<Record<string, readonly NavigationLink[]>> | undefined;
  /** Lets pages send recorded requests to the API on the same server. Only for demos, because the pages contain the keys. @default off */
  readonly demo?:
    | {
        /** Base path of the API: `/imaging`, or `../../imaging` relative to the index. */
        readonly apiPath: string;
        /** Keys of the demo accounts, by name. */
        readonly keys: Readonly<Record<string, string>>;
      }
    | undefined;
  /** Formats messages that use plural, select or dates. @default none */
  readonly formatter?: MessageFormatter | undefined;
}

/** A file of a reference. */
export interface ReferenceFile {
  /** Path below the output folder. */
  readonly path: string;
  /** The whole file as text, to be written as UTF-8. */
  readonly content: string;
}

/** The reference of one API: a page for every code and operation, as HTML, Markdown and JSON. */
export interface Reference {
  /** Serves a page. @returns undefined if the path is not below `basePath`, or no page has it */
  handle(request: Request): Response | undefined;
  /** Returns the page of a code as Markdown; undefined if the contract does not have the code. */
  markdown(code: string): string | undefined;
  /** Returns the text of a file that is not HTML, such as `codes.json` or `SOLD_OUT.md`; undefined if there is none. */
  file(path: string): string | undefined;
  /** Returns every page as a file that works without a server and without JavaScript. */
  files(): Generator<ReferenceFile>;
}

/**
 * Creates the reference of a contract.
 *
 * @throws RangeError if an option is not valid, or two codes differ only in case, because many file systems cannot hold both pages
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { reference } from "errata/reference";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 * });
 * const pages = reference(shop, { apiUrl: "https://api.shop.example" });
 *
 * export default {
 *   fetch: (request: Request) => pages.handle(request) ?? new Response(null, { status: 404 }),
 * };
 * ```
 */
export function reference(contract: AnyContract, options: ReferenceOptions = {}): Reference {
  requireContract("reference", contract);
  checkContract(contract);
  requireOptions("reference", options, optionTypes);
  checkOptions(contract, options);
  const site = siteOf(contract, options);
  const basePath = (options.basePath ?? `/docs/${contract.name}`).replace(/\/+$/, "");
  const pages = pagesOf(site);
  checkAnchors(site, pages);
  const files = textFiles(site, pages);
  return {
    handle(request) {
      const { pathname, search } = new URL(request.url);
      if (pathname === basePath) return redirect(`${basePath.slice(basePath.lastIndexOf("/") + 1)}/${search}`);
      const path = pathname.startsWith(`${basePath}/`) ? decodePath(pathname.slice(basePath.length + 1)) : undefined;
      if (path === undefined) return undefined;
      const page = pages.get(path);
      const name = page !== undefined && prefersMarkdown(request) ? `${fileName(path)}.md` : path;
      const file = files.get(fileName(name));
      if (file !== undefined) return pageResponse(request, file(), mediaTypeOf(name));
      return page && pageResponse(request, renderPage(site, page, "paths"), "text/html; charset=utf-8");
    },
    markdown: (code) => (contract.entries.has(code) ? files.get(`${fileName(code)}.md`)?.() : undefined),
    file: (path) => files.get(path)?.(),
    *files() {
      for (const page of pages.values())
        yield { path: `${fileName(page.path)}.html`, content: renderPage(site, page, "files") };
      for (const [path, content] of files) yield { path, content: content() };
    },
  };
}

/**
 * Returns the stylesheet or the script of the pages, for pages of your own that look the same.
 *
 * @example
 * ```ts
 * import { referenceFile } from "errata/reference";
 *
 * const headers = { "Content-Type": "text/css; charset=utf-8" };
 * export const stylesheet = (): Response => new Response(referenceFile("reference.css"), { headers });
 * ```
 */
export function referenceFile(name: "reference.css" | "reference.js"): string {
  if (name !== "reference.css" && name !== "reference.js")
    throw argumentError("referenceFile: name", "reference.css or reference.js", name);
  return readFileSync(new URL(`./assets/${name}`, import.meta.url), "utf8");
}

function siteOf(contract: AnyContract, options: ReferenceOptions): Site {
  const { recordings = [], exchanges = [], guides = [], groups = {}, document } = options;
  const site: Site = {
    contract,
    about: options.about ?? "The errors of the API and what to do about them",
    recordings: new Map(recordings.map((recording) => [recording.code, recording])),
    examples: operationExamples(contract, [...recordings, { exchanges }]),
    document,
    guides: [],
    groups: new Map(Object.entries(groups)),
    changes: options.changes ?? [],
    apiUrl: (options.apiUrl ?? "https://api.example.com").replace(/\/+$/, ""),
    apiPath: options.demo?.apiPath ?? "",
    demoKeys: options.demo?.keys,
    navigation: options.navigation ?? [],
    related: new Map(Object.entries(options.related ?? {})),
    formatter: options.formatter,
  };
  const pages = pagesOf(site);
  const read = readGuides(guides, site.apiUrl, (path) => pages.has(path));
  checkRelated(site, [...pages.keys(), ...read.map(({ path }) => path)]);
  return { ...site, guides: read };
}

/** @throws RangeError that names the guide if a link leads to a part that its page does not have */
function checkAnchors(site: Site, pages: ReadonlyMap<string, Page>): void {
  const rendered = new Map<string, string>();
  for (const { path, blocks } of site.guides)
    for (const href of linksIn(blocks)) {
      const [target = "", id] = href.split("#", 2);
      const page = id === undefined ? undefined : pages.get(target || path);
      if (page === undefined) continue;
      const html = rendered.get(page.path) ?? renderPage(site, page, "paths");
      rendered.set(page.path, html);
      if (!html.includes(` id="${id}"`))
        throw new RangeError(
          `Expected links to parts that the page has in ${path}, received ${href.slice(0, 80)}. Correct the part after "#", or remove it.`,
        );
    }
}

/** Returns every page by its path. */
function pagesOf(site: Site): ReadonlyMap<string, Page> {
  const { entries, operations } = site.contract;
  const pages: Page[] = [
    ...mainPages(site),
    ...[...entries.keys()].map((code) => ({ path: code, title: code })),
    ...[...operations.values()].map((operation) => ({
      path: operationPath(site.contract, operation.name),
      title: operation.name,
      operation,
    })),
    ...[...new Set([...entries.values()].map(({ kind }) => kind))].map((kind) => ({
      path: `kinds/${kind}`,
      title: kind,
      kind,
    })),
  ];
  return new Map(pages.map((page) => [page.path, page]));
}

/** Returns the files that are not HTML, by path. Each is written when it is asked for. */
function textFiles(site: Site, pages: ReadonlyMap<string, Page>): ReadonlyMap<string, () => string> {
  const { contract } = site;
  const rootLinks = linksFrom({ path: "" }, "paths");
  const markdown = [...pages.values()].map((page): [string, () => string] => [
    `${fileName(page.path)}.md`,
    () => pageMarkdown(site, page),
  ]);
  return new Map<string, () => string>([
    ["reference.css", () => referenceFile("reference.css")],
    ["reference.js", () => referenceFile("reference.js")],
    ["codes.json", () => `${JSON.stringify(codesJson(site), null, 2)}\n`],
    [
      "openapi.json",
      () => {
        const { document } = openapi(contract, {
          examples: recordedBodies(site.recordings.values()),
          serverUrl: site.apiUrl,
          into: site.document,
        });
        return `${JSON.stringify(document, null, 2)}\n`;
      },
    ],
    ["errata.json", () => `${JSON.stringify(contract, null, 2)}\n`],
    ["llms.txt", () => llmsText(site)],
    ["llms-full.txt", () => [...pages.values()].map((page) => pageMarkdown(site, page, rootLinks)).join("\n---\n\n")],
    ...markdown,
  ]);
}

function prefersMarkdown({ headers }: Request): boolean {
  return preferredType(headers.get("accept"), ["text/html", "text/markdown"]) === "text/markdown";
}

function redirect(location: string): Response {
  return new Response(null, { status: 308, headers: { Location: location } });
}

function mediaTypeOf(name: string): string {
  const types: Readonly<Record<string, string>> = {
    css: "text/css",
    js: "text/javascript",
    json: "application/json",
    md: "text/markdown",
    txt: "text/plain",
  };
  return `${types[name.slice(name.lastIndexOf(".") + 1)] ?? "text/plain"}; charset=utf-8`;
}

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

const optionTypes: OptionTypes<ReferenceOptions> = {
  about: "string",
  recordings: "list",
  exchanges: "list",
  document: "object",
  guides: "list",
  groups: "object",
  changes: "list",
  apiUrl: "checked",
  basePath: "checked",
  navigation: "list",
  related: "object",
  demo: "object",
  formatter: "checked",
};
