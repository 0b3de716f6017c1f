import type { JSX } from "hono/jsx/jsx-runtime";

interface SiteHeaderProps {
  /** Names of the APIs. */
  readonly apis: readonly string[];
  /** Way from the page to the root of the site. */
  readonly root: string;
  /** The section that the page belongs to. @default none */
  readonly current?: "guides";
  /** Whether the page has a list of pages, to which narrow screens need a link. @default false */
  readonly hasContents?: boolean;
}

/** The header of the pages that belong to no API. It looks like that of a reference, and finds the codes of all APIs. */
export function SiteHeader({ apis, root, current, hasContents = false }: SiteHeaderProps): JSX.Element {
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href={root}>
          Errata
        </a>
        {hasContents ? (
          <a class="menu" href="#contents">
            Contents
          </a>
        ) : null}
        <nav aria-label="APIs">
          {apis.map((name) => (
            <a href={`${root}docs/${name}/`}>{name}</a>
          ))}
          <a href={`${root}docs/errata/`} aria-current={current === "guides" ? "true" : undefined}>
            Guides
          </a>
        </nav>
        <search class="find">
          <label class="hidden" for="find">
            Find a code, or paste a response
          </label>
          <textarea
            id="find"
            name="q"
            rows={1}
            autocomplete="off"
            spellcheck={false}
            placeholder="Find a code, or paste a response"
          />
          <kbd>/</kbd>
          <ul id="found" hidden />
        </search>
      </header>
    </>
  );
}

/**
 * Returns the way from a page to the root of the site: `../../`. Links that begin with it work below any path of a proxy.
 *
 * @param pathname path of the page on this server
 */
export function rootFrom(pathname: string): string {
  return "../".repeat(pathname.split("/").length - 2) || "./";
}

/** Returns a link to a path of this server from one of its pages; addresses of other servers and fragments stay as they are. */
export function linkFrom(pathname: string, href: string): string {
  return href.startsWith("/") ? rootFrom(pathname) + href.slice(1) : href;
}
