import { createHash } from "node:crypto";
import type { AnyContract, Kind, MessageFormatter, Operation } from "../contract/index.ts";
import type { OpenApiDocument } from "../openapi/index.ts";
import type { OperationExample } from "./describe/index.ts";
import type { Guide } from "./guide/index.ts";
import type { Recording } from "./recording.ts";

/** Everything that the pages of one API share. */
export interface Site {
  readonly contract: AnyContract;
  /** One line about the API, without a full stop. */
  readonly about: string;
  readonly recordings: ReadonlyMap<string, Recording>;
  /** Recorded exchanges that succeeded, by operation. */
  readonly examples: ReadonlyMap<string, readonly OperationExample[]>;
  /** Document with the inputs and outputs of the operations; undefined without one. */
  readonly document: OpenApiDocument | undefined;
  /** The guides that the API's team wrote. */
  readonly guides: readonly Guide[];
  /** Sections of the index, with their codes. Codes without a section follow them. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** The changes of each version. */
  readonly changes: readonly VersionChanges[];
  /** Base URL of the API in samples, without a slash at the end. */
  readonly apiUrl: string;
  /** Keys of demo accounts by name, with which pages can cause errors; undefined outside a demo. */
  readonly demoKeys: Readonly<Record<string, string>> | undefined;
  /** Base path of the API on the server that serves the pages, for requests from them; relative to the index if it begins with a dot. */
  readonly apiPath: string;
  readonly navigation: readonly NavigationLink[];
  /** Links to read more, by the path of a page. */
  readonly related: ReadonlyMap<string, readonly NavigationLink[]>;
  readonly formatter: MessageFormatter | undefined;
}

/** The changes of one version, as `errata diff --changelog` writes them. */
export interface VersionChanges {
  /** Version of the contract that made the changes. */
  readonly version: string;
  /** Each change, in the order in which it is shown. */
  readonly changes: readonly VersionChange[];
}

/** One change of a contract. The changes that `diffContracts` of `errata/check` returns have this form. */
export interface VersionChange {
  /** The effect on callers. */
  readonly verdict: "breaking" | "risky" | "safe";
  /** The part of the contract that changed. */
  readonly subject: {
    /** The kind of part: `code`, `operation`, `limit`, `language`, … */
    readonly type: string;
    /** Its name. */
    readonly name: string;
  };
  /** The change as callers see it, in Markdown. */
  readonly text: string;
}

/** A link to a page outside of the reference. */
export interface NavigationLink {
  /** Text of the link. */
  readonly label: string;
  /** Path, or absolute http(s) address. One that begins with a dot is relative to the index of the reference. */
  readonly href: string;
  /** Whether the page belongs to it. @default false */
  readonly isCurrent?: boolean | undefined;
}

/** One page, before it is written as HTML or Markdown. */
export interface Page {
  /** Path below the root of the reference, without an extension; "" for the index. */
  readonly path: string;
  readonly title: string;
  /** The operation that the page is about. @default none */
  readonly operation?: Operation | undefined;
  /** The kind that the page is about. @default none */
  readonly kind?: Kind | undefined;
  /** The guide on the page. @default none */
  readonly guide?: Guide | undefined;
}

/** Returns the pages that every page links to, besides those of codes. */
export function mainPages({ guides, document }: Pick<Site, "guides" | "document">): readonly Page[] {
  return [
    { path: "", title: "All codes" },
    { path: "guide/responses", title: "Read a response" },
    { path: "guide/retries", title: "Retries and idempotency" },
    ...guides.map((guide) => ({ path: guide.path, title: guide.title, guide })),
    { path: "operations", title: "Operations" },
    ...(document?.webhooks === undefined ? [] : [{ path: "guide/webhooks", title: "Webhooks" }]),
    { path: "kinds", title: "Kinds" },
    { path: "guide/changes", title: "Changes between versions" },
  ];
}

/** Returns the links to read more about a page; those of its kind for the page of a code. */
export function relatedTo({ contract, related }: Site, { path }: Page, links: Links): readonly NavigationLink[] {
  const kind = contract.entries.get(path)?.kind;
  const found = [...(related.get(path) ?? []), ...(kind === undefined ? [] : (related.get(`kinds/${kind}`) ?? []))];
  return found.map((link) => ({ ...link, href: links.outside(link.href) }));
}

/** How links are written: as paths of a server, or as names of files that work without one. */
export type LinkStyle = "paths" | "files";

/** Returns the links of one page. */
export interface Links {
  /** Returns the address of another page. */
  readonly page: (path: string) => string;
  /** Returns the address of a page's Markdown. */
  readonly markdown: (path: string) => string;
  /** Returns the address of a file, such as the stylesheet. */
  readonly file: (name: string) => string;
  /** Returns an address outside of the reference, which may be relative to the index. */
  readonly outside: (href: string) => string;
  /** End of the addresses of pages: that of their files, if links lead to files. */
  readonly suffix: "" | ".html";
}

/** Creates the links of a page, relative to it, so that the reference can be moved as a whole. */
export function linksFrom({ path }: Pick<Page, "path">, style: LinkStyle): Links {
  const up = "../".repeat(path.split("/").length - 1) || "./";
  return {
    page: (target) => (style === "paths" ? `${up}${encodePath(target)}` : `${up}${encodePath(fileName(target))}.html`),
    // The same in both styles, because all files contain the same Markdown.
    markdown: (target) => `${up}${encodePath(fileName(target))}.md`,
    file: (name) => `${up}${name}`,
    outside: (href) => (href.startsWith(".") && up !== "./" ? up + href : href),
    suffix: style === "paths" ? "" : ".html",
  };
}

/** Returns the name of a page's file, without its extension. A colon is not allowed in file names on Windows. */
export function fileName(path: string): string {
  return path === "" ? "index" : path.replaceAll(":", "-");
}

/** Returns the path of an operation's page: `operations/post-v1-customers-customerId`. */
export function operationPath(contract: AnyContract, name: string): string {
  const paths = operationPaths.get(contract) ?? namePaths(contract);
  operationPaths.set(contract, paths);
  return `operations/${paths.get(name) ?? ""}`;
}

const operationPaths = new WeakMap<AnyContract, ReadonlyMap<string, string>>();

/** Longest name of a page that file systems allow, with room for an extension. */
const maxName = 120;

/** Names the pages of operations. Of operations with the same name, such as `/a/{b}` and `/a/b`, those after the first get a digest. */
function namePaths({ operations }: AnyContract): ReadonlyMap<string, string> {
  const used = new Set<string>();
  const paths = new Map<string, string>();
  for (const name of operations.keys()) {
    const plain = name
      .replace(/^\S+/, (method) => method.toLowerCase())
      .replaceAll(/[^A-Za-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "");
    const isFree = plain !== "" && plain.length <= maxName && !used.has(plain.toLowerCase());
    const digest = createHash("sha256").update(name).digest("hex").slice(0, 8);
    const path = isFree ? plain : `${plain.slice(0, maxName - digest.length - 1)}-${digest}`;
    used.add(path.toLowerCase());
    paths.set(name, path);
  }
  return paths;
}

/** Encodes a path for a URL. Its slashes stay, because servers may reject encoded ones. */
export function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
