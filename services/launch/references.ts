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
} from "errata/reference";
import type { ApiDemo } from "./demo-file.ts";
import { type Guide, relatedGuides } from "./guides/index.ts";

/** Returns the reference of an API; undefined if no API has the name. @param showsKeys whether its pages can cause errors */
export type References = (name: string, showsKeys: boolean) => Reference | undefined;

/**
 * Creates the references of the APIs, each when it is first asked for.
 *
 * @param url address at which callers reach the server, for samples
 */
export function references(
  demos: () => readonly ApiDemo[],
  guides: () => readonly Guide[],
  url: () => string,
): References {
  const created = new Map<string, Reference>();
  const contents = new Map<string, Contents>();
  return (name, showsKeys) => {
    const demo = demos().find(({ api }) => api.name === name);
    if (demo === undefined) return undefined;
    const id = `${name} ${showsKeys}`;
    const shared = contents.get(name) ?? contentsOf(demo.api, url(), guides());
    contents.set(name, shared);
    const pages = created.get(id) ?? createReference(demo, demos(), shared, showsKeys);
    created.set(id, pages);
    return pages;
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

/** Links lead from the index of the API, `/docs/<name>/`, so that they work below any path of a proxy. */
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
      { label: "Errata", href: "../../" },
      ...demos.map(({ api: { name } }) => ({ label: name, href: `../${name}/`, isCurrent: name === api.name })),
      { label: "Guides", href: "../errata/" },
    ],
    demo: showsKeys ? { apiPath: `../../${api.name}`, keys } : undefined,
  });
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
