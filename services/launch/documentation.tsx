import { existsSync, readdirSync, readFileSync } from "node:fs";
import { openapi } from "errata/openapi";
import {
  type RecordedExchange,
  type Recording,
  type Reference,
  type ReferenceGuide,
  type ReferenceOptions,
  recordedBodies,
  recordedExchanges,
  reference,
  referenceFile,
} from "errata/reference";
import { apiCatalog, catalogPath } from "./api-catalog.ts";
import type { ApiDemo } from "./demo-file.ts";
import { apiReference, type Guide, GuidePage, hasApiReference, readGuides, relatedGuides } from "./guides/index.ts";
import { LandingPage } from "./landing-page.tsx";
import { MissingPage } from "./missing-page.tsx";

/** Serves pages. Returns undefined for a request that asks for none. */
export type ServePages = (request: Request) => Response | Promise<Response | undefined> | undefined;

/**
 * Creates the server of the landing page at `/`, of each API's reference below `/docs/`, and of the guides below
 * `/docs/errata/`, and the catalog of the APIs. `/imaging` and similar paths lead browsers to the reference; other clients reach the API.
 *
 * @param demos the APIs with their demos; called when a page is first asked for
 */
export function documentation(demos: () => readonly ApiDemo[], url: () => string): ServePages {
  let guides: readonly Guide[] | undefined;
  const references = new Map<string, Reference>();
  const contents = new Map<string, Contents>();
  const referenceOf = (name: string, showsKeys: boolean): Reference | undefined => {
    const demo = demos().find(({ api }) => api.name === name);
    if (demo === undefined) return undefined;
    const id = `${name} ${showsKeys}`;
    guides ??= readGuides();
    const shared = contents.get(name) ?? contentsOf(demo.api, url(), guides);
    contents.set(name, shared);
    const created = references.get(id) ?? createReference(demo, demos(), shared, showsKeys);
    references.set(id, created);
    return created;
  };
  const apis = (): readonly string[] => demos().map(({ api }) => api.name);
  const guideNamed = async (name: string): Promise<Response | undefined> => {
    guides ??= readGuides();
    const isApi = hasApiReference && name.startsWith("api/");
    const guide = (isApi ? await apiReference() : guides).find((each) => each.name === name);
    return guide && html(String(<GuidePage guide={guide} guides={guides} apis={apis()} hasApi={hasApiReference} />));
  };
  const docs = (
    request: Request,
    [section = "", ...page]: readonly string[],
    showsKeys: boolean,
  ): ReturnType<ServePages> => {
    if (section === "codes.json") {
      const codes = demos().flatMap(({ api: { name } }) => codesOf(name, referenceOf(name, false)));
      return text(`${JSON.stringify({ codes }, null, 2)}\n`, "application/json");
    }
    if (section === "" || section === "index.html") return redirect("/");
    if (section !== "errata") return assetOf(section) ?? referenceOf(section, showsKeys)?.handle(request);
    return page.length === 0 ? redirect("/docs/errata/") : guideNamed(page.join("/"));
  };
  const pageFor = (request: Request, isBrowser: boolean): ReturnType<ServePages> => {
    const { pathname, hostname } = new URL(request.url);
    // A page of another site can make its own name lead to this machine. It must not read the keys.
    const showsKeys = /^(127\.0\.0\.1|localhost|\[::1\])$/.test(hostname);
    const [, first = "", ...rest] = pathname.split("/");
    if (pathname === catalogPath) return apiCatalog(url(), demos());
    if (first === "docs") return docs(request, rest, showsKeys);
    if (!isBrowser) return undefined;
    if (pathname === "/") return html(String(<LandingPage demos={demos()} showsKeys={showsKeys} />));
    return rest.join("") === "" && apis().includes(first) ? redirect(`/docs/${first}/`) : undefined;
  };
  return async (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return undefined;
    const isBrowser = request.headers.get("accept")?.includes("text/html") === true;
    const page = await pageFor(request, isBrowser);
    if (page !== undefined || !isBrowser) return page;
    const [, first = ""] = new URL(request.url).pathname.split("/");
    return apis().includes(first) ? undefined : html(String(<MissingPage apis={apis()} />), 404);
  };
}

/** Everything that the pages with and without keys share, because it takes long to create. */
type Contents = Pick<
  ReferenceOptions,
  "about" | "recordings" | "exchanges" | "document" | "guides" | "groups" | "related" | "apiUrl"
>;

function contentsOf(api: ApiDemo["api"], url: string, libraryGuides: readonly Guide[]): Contents {
  const { name, contract, about, description } = api;
  const recordings = recordingsOf(name);
  const exchanges = exchangesOf(name);
  const apiUrl = `${url}/${name}`;
  const { document } = openapi(contract, {
    api: description,
    examples: recordedBodies(recordings),
    exchanges: recordedExchanges(contract, [...recordings, { exchanges }]),
    serverUrl: apiUrl,
  });
  const related = relatedGuides(api, libraryGuides);
  return { about, recordings, exchanges, document, guides: guidesOf(name), groups: groupsOf(name), related, apiUrl };
}

function createReference(
  { api, credentials }: ApiDemo,
  demos: readonly ApiDemo[],
  contents: Contents,
  showsKeys: boolean,
): Reference {
  const keys = Object.fromEntries(credentials.map(({ name, secret }) => [name, secret]));
  return reference(api.contract, {
    ...contents,
    navigation: [
      { label: "Errata", href: "/" },
      ...demos.map(({ api: { name } }) => ({ label: name, href: `/docs/${name}/`, isCurrent: name === api.name })),
      { label: "Guides", href: "/docs/errata/" },
    ],
    demo: showsKeys ? { apiPath: `/${api.name}`, keys } : undefined,
  });
}

/** Returns the codes of an API as data, without recordings, which its own `codes.json` has. */
function codesOf(api: string, pages: Reference | undefined): readonly object[] {
  const { codes = [] } = JSON.parse(pages?.file("codes.json") ?? "{}") as { codes?: readonly { page: string }[] };
  return codes.map((code) => ({ api, ...code, page: `/docs/${api}/${code.page}`, recording: undefined }));
}

/** Reads the recordings that the tests of an API wrote beside them. */
function recordingsOf(name: string): readonly Recording[] {
  const folder = new URL(`../${name}/codes/`, import.meta.url);
  return readdirSync(folder)
    .filter((file) => file.endsWith(".http.json"))
    .map((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Recording);
}

/** Reads the exchanges that the test of all operations wrote. */
function exchangesOf(name: string): readonly RecordedExchange[] {
  const file = new URL(`../${name}/operations.http.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as Pick<Recording, "exchanges">).exchanges;
}

/** Reads the guides of an API. */
function guidesOf(name: string): readonly ReferenceGuide[] {
  const folder = new URL(`../${name}/guides/`, import.meta.url);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".md"))
    .map((file) => ({ name: file.slice(0, -3), markdown: readFileSync(new URL(file, folder), "utf8") }));
}

/** Reads the sections of an API's index, which are those of its published reference. */
function groupsOf(name: string): Readonly<Record<string, readonly string[]>> {
  const file = new URL(`../${name}/guides/groups.json`, import.meta.url);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
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

function html(body: string, status = 200): Response {
  return text(`<!doctype html>\n${body}\n`, "text/html", status);
}

function text(body: string, type: string, status = 200): Response {
  return new Response(body, {
    status,
    headers: { "Content-Type": `${type}; charset=utf-8`, "Cache-Control": "no-cache", Vary: "Accept" },
  });
}

function redirect(location: string): Response {
  return new Response(null, { status: 302, headers: { Location: location, Vary: "Accept" } });
}
