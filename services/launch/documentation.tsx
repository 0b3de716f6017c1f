import { readFileSync } from "node:fs";
import { preferredType, referenceFile } from "errata/reference";
import type { JSX } from "hono/jsx/jsx-runtime";
import { apiCatalog, catalogPath } from "./api-catalog.ts";
import type { ApiDemo } from "./demo-file.ts";
import {
  apiReference,
  type Guide,
  GuidePage,
  guideList,
  guideMarkdown,
  hasApiReference,
  readGuides,
} from "./guides/index.ts";
import { LandingPage } from "./landing-page.tsx";
import { MissingPage } from "./missing-page.tsx";
import { references } from "./references.ts";
import { type SiteContents, siteCodes, siteLlmsFullText, siteLlmsText } from "./site-files.ts";
import { rootFrom } from "./site-header.tsx";

/** Serves pages. Returns undefined for a request that asks for none. */
export type ServePages = (request: Request) => Response | Promise<Response | undefined> | undefined;

/** Where the site can be reached. */
export interface SiteAddress {
  /** Address for links in data and in samples, without a slash at the end. */
  readonly url: string;
  /** Whether only this machine reaches the site, so that pages may show the keys of the demo. */
  readonly isLocal: boolean;
}

/**
 * Creates the server of the landing page at `/`, of each API's reference below `/docs/`, of the guides below `/docs/errata/`, and
 * of the files about all of them for programs. `/imaging` and similar paths lead browsers to the reference; other clients reach the API.
 *
 * @param demos the APIs with their demos; called when a page is first asked for
 */
export function documentation(demos: () => readonly ApiDemo[], address: () => SiteAddress): ServePages {
  let read: readonly Guide[] | undefined;
  const guides = (): readonly Guide[] => (read ??= readGuides());
  const referenceOf = references(demos, guides, () => address().url);
  const apis = (): readonly string[] => demos().map(({ api }) => api.name);
  const contents = (): SiteContents => ({ demos: demos(), guides: guides(), referenceOf });

  const rootPage = (request: Asked): ReturnType<ServePages> => {
    const { path, isBrowser, showsKeys } = request;
    if (path === catalogPath) return apiCatalog(address().url, demos());
    if (path === "/llms.txt") return text(siteLlmsText(contents(), "./"), "text/plain");
    if (path === "/llms-full.txt") return text(siteLlmsFullText(contents(), "./"), "text/plain");
    if (path !== "/") return undefined;
    if (isBrowser) return html(<LandingPage demos={demos()} showsKeys={showsKeys} />);
    return request.wantsMarkdown ? text(siteLlmsText(contents(), "./"), "text/markdown") : undefined;
  };
  const docsPage = ({ path, request, showsKeys, wantsMarkdown }: Asked): ReturnType<ServePages> => {
    const [section = "", ...rest] = path.split("/").slice(2);
    if (section === "errata")
      return rest.length === 0 ? redirect(path, "/docs/errata/") : guidePage(rest.join("/"), wantsMarkdown);
    const file = rest.length === 0 ? docsFile(section) : undefined;
    return file ?? referenceOf(section, showsKeys)?.handle(request);
  };
  const docsFile = (name: string): Response | undefined => {
    if (name === "" || name === "index.html") return redirect(`/docs/${name}`, "/");
    if (name === "codes.json") return text(siteCodes(contents()), "application/json");
    if (name === "llms.txt" || name === "index.md")
      return text(siteLlmsText(contents(), "../"), name === "index.md" ? "text/markdown" : "text/plain");
    return name === "llms-full.txt" ? text(siteLlmsFullText(contents(), "../"), "text/plain") : assetOf(name);
  };
  const guidePage = async (name: string, wantsMarkdown: boolean): Promise<Response | undefined> => {
    const all = async (): Promise<readonly Guide[]> => [...guides(), ...(hasApiReference ? await apiReference() : [])];
    if (name === "llms.txt")
      return text(
        `# Errata: guides\n\n> How to use the library, from the first program to several nodes.\n\n${guideList(guides(), rootOf("errata/"))}\n`,
        "text/plain",
      );
    if (name === "llms-full.txt")
      return text(
        (await all()).map((guide) => guideMarkdown(guide, rootOf("errata/"))).join("\n---\n\n"),
        "text/plain",
      );
    const isMarkdown = wantsMarkdown || name.endsWith(".md");
    const asked = name.endsWith(".md") ? name.replace(/(^|\/)index\.md$|\.md$/, "$1") : name;
    const guide = (asked.startsWith("api/") ? await all() : guides()).find((each) => each.name === asked);
    if (guide === undefined) return undefined;
    if (isMarkdown) return text(guideMarkdown(guide, rootOf(`errata/${asked}`)), "text/markdown");
    return html(<GuidePage guide={guide} guides={guides()} apis={apis()} hasApi={hasApiReference} />);
  };

  const apiPage = ({ path, request, isBrowser, wantsMarkdown }: Asked): Response | undefined => {
    const [, name = "", rest = "", ...more] = path.split("/");
    const isRoot = rest === "" && more.length === 0 && (isBrowser || wantsMarkdown);
    return isRoot ? redirect(path, `/docs/${name}/${new URL(request.url).search}`) : undefined;
  };
  return async (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return undefined;
    const asked = readRequest(request, address().isLocal);
    const { path, isBrowser } = asked;
    const [, first = ""] = path.split("/");
    if (apis().includes(first)) return apiPage(asked);
    const page = await (first === "docs" ? docsPage(asked) : rootPage(asked));
    return page ?? (isBrowser ? html(<MissingPage apis={apis()} root={rootFrom(path)} />, 404) : undefined);
  };
}

/** A request for a page. */
interface Asked {
  readonly path: string;
  readonly request: Request;
  readonly showsKeys: boolean;
  readonly isBrowser: boolean;
  readonly wantsMarkdown: boolean;
}

function readRequest(request: Request, isLocal: boolean): Asked {
  const { pathname: path, hostname } = new URL(request.url);
  const type = preferredType(request.headers.get("accept"), ["application/json", "text/html", "text/markdown"]);
  return {
    path,
    request,
    // A page of another site can make its own name lead to this machine. It must not read the keys.
    showsKeys: isLocal && isLocalName(hostname),
    isBrowser: type === "text/html",
    wantsMarkdown: type === "text/markdown",
  };
}

/** Returns whether a name always leads to the machine that uses it. */
export function isLocalName(hostname: string): boolean {
  return /^(127\.0\.0\.1|localhost|\[?::1\]?)$/.test(hostname);
}

function rootOf(page: string): string {
  return rootFrom(`/docs/${page}`);
}

/** Returns a file of the landing page. */
function assetOf(name: string): Response | undefined {
  if (name === "reference.css") return text(referenceFile(name), "text/css");
  if (name === "reference.js") return text(referenceFile(name), "text/javascript");
  if (name === "landing.css") return text(readFileSync(new URL("landing.css", import.meta.url), "utf8"), "text/css");
  if (name === "landing.js")
    return text(readFileSync(new URL("landing.js", import.meta.url), "utf8"), "text/javascript");
  return undefined;
}

function html(page: JSX.Element, status = 200): Response {
  return text(`<!doctype html>\n${String(page)}\n`, "text/html", status);
}

function text(body: string, type: string, status = 200): Response {
  return new Response(body, {
    status,
    headers: { "Content-Type": `${type}; charset=utf-8`, "Cache-Control": "no-cache", Vary: "Accept" },
  });
}

/** Redirects relative to the request, so that it works below any path of a proxy. */
function redirect(from: string, target: string): Response {
  return new Response(null, { status: 302, headers: { Location: rootFrom(from) + target.slice(1), Vary: "Accept" } });
}
