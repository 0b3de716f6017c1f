import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { indexOf, kindGroups } from "../describe/index.ts";
import { type Links, mainPages, type NavigationLink, type Page, relatedTo, type Site } from "../site.ts";
import { breakable } from "./section.tsx";

interface LayoutProps {
  readonly site: Site;
  readonly page: Page;
  readonly links: Links;
  /** Content beside the main column: facts and links. @default none */
  readonly aside?: Child;
  readonly children: Child;
}

/** Lays out a page: header with search, the list of codes, the content, and facts beside it. */
export function Layout({ site, page, links, aside, children }: LayoutProps): JSX.Element {
  const { contract } = site;
  const related = relatedTo(site, page, links);
  const [product, ...sections] = site.navigation;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${page.title} · ${contract.name}`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={links.file("reference.css")} />
        <link rel="service-desc" type="application/json" href={links.file("openapi.json")} />
        <link rel="alternate" type="text/markdown" href={links.markdown(page.path)} />
        {/* The index shows the rows that the filter in its address leaves, and no others before. */}
        <script defer src={links.file("reference.js")} blocking={page.path === "" ? "render" : undefined} />
        {page.path === "" ? (
          <noscript>
            <style>{".filters { display: none }"}</style>
          </noscript>
        ) : null}
      </head>
      <body data-root={links.file("")} data-suffix={links.suffix || undefined}>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <header class="top">
          <a class="brand" href={product === undefined ? links.page("") : links.outside(product.href)}>
            {product?.label ?? contract.name}
          </a>
          <a class="menu" href="#contents">
            Contents
          </a>
          <nav aria-label="APIs">
            {sections.map(({ label, href, isCurrent }) => (
              <a href={links.outside(href)} aria-current={isCurrent === true ? "true" : undefined}>
                {label}
              </a>
            ))}
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
        <div class={aside === undefined ? "page wide" : "page"}>
          <Sidebar site={site} page={page} links={links} />
          <main id="main">
            {children}
            {aside === undefined ? <Related links={related} /> : null}
          </main>
          {aside === undefined ? null : (
            <aside>
              {aside}
              <Related links={related} />
            </aside>
          )}
        </div>
      </body>
    </html>
  );
}

function Related({ links }: { readonly links: readonly NavigationLink[] }): JSX.Element | null {
  if (links.length === 0) return null;
  return (
    <section class="related">
      <h2>Read more</h2>
      <ul>
        {links.map(({ label, href }) => (
          <li>
            <a href={href}>{label}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A larger contract lists only the codes of the page's kind, so that the size of all pages grows linearly. */
const maxCodes = 120;

function Sidebar({ site, page, links }: Pick<LayoutProps, "site" | "page" | "links">): JSX.Element {
  const { contract } = site;
  const { byKind } = indexOf(contract);
  const current = contract.entries.get(page.path)?.kind;
  const groups = kindGroups.map(({ title, kinds }) => ({
    title,
    codes: kinds.flatMap((kind) => {
      const codes = byKind.get(kind) ?? [];
      return contract.codes.length <= maxCodes || kind === current ? codes.slice(0, maxCodes) : [];
    }),
  }));
  return (
    <nav class="side" id="contents" aria-label="Reference">
      <h2>{contract.name}</h2>
      <ul>
        {mainPages(site).map(({ path, title }) => (
          <li aria-current={page.path === path ? "page" : undefined}>
            <a class="plain" href={links.page(path)}>
              {title}
            </a>
          </li>
        ))}
      </ul>
      {groups.map(({ title, codes }) =>
        codes.length === 0 ? null : (
          <>
            <h2>{title}</h2>
            <ul>
              {codes.map(({ code, status }) => (
                <li aria-current={page.path === code ? "page" : undefined}>
                  <span>{status}</span>
                  <a href={links.page(code)}>{breakable(code)}</a>
                </li>
              ))}
            </ul>
          </>
        ),
      )}
    </nav>
  );
}
