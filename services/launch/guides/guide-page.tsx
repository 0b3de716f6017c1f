import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { linkFrom, rootFrom, SiteHeader } from "../site-header.tsx";
import { guideHtml, type Heading } from "./guide-html.ts";
import { entryHref, type ImportedNames, importedNames } from "./imported-names.ts";
import { entryPoints, type Guide, guideGroups, guidePath } from "./read-guides.ts";

interface GuidePageProps {
  readonly guide: Guide;
  readonly guides: readonly Guide[];
  /** Names of the APIs in the header. */
  readonly apis: readonly string[];
  /** Whether the API reference of the library can be generated, so that pages link to it. */
  readonly hasApi: boolean;
}

/** The page of a guide, or of an entry point in the API reference. Links between files of the repository lead to pages. */
export function GuidePage({ guide, guides, apis, hasApi }: GuidePageProps): JSX.Element {
  const imported = hasApi ? importedNames(guide.markdown) : new Map();
  const { html, sections } = guideHtml(guide, imported);
  const root = rootFrom(guidePath(guide.name));
  const page =
    guide.name === "" || guide.name.endsWith("/") ? "index" : guide.name.slice(guide.name.lastIndexOf("/") + 1);
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${guide.title} · Errata`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={`${root}docs/reference.css`} />
        <link rel="stylesheet" href={`${root}docs/landing.css`} />
        <link rel="alternate" type="text/markdown" href={`./${page}.md`} />
        <script defer src={`${root}docs/reference.js`} />
      </head>
      <body data-root={`${root}docs/`}>
        <SiteHeader apis={apis} root={root} current="guides" hasContents />
        <div class="page guides">
          <nav class="side" id="contents" aria-label="Guides">
            <ul>{item({ name: "", title: "All guides" }, guide)}</ul>
            {guideGroups(guides).map((group) => (
              <>
                <h2>{group.title}</h2>
                <ul>{group.guides.map((each) => item(each, guide))}</ul>
              </>
            ))}
            {hasApi ? (
              <>
                <h2>API reference</h2>
                <ul>
                  {[...entryPoints().values()].map((entry) => item({ name: `api/${entry}`, title: entry }, guide))}
                </ul>
              </>
            ) : null}
          </nav>
          <main id="main" class="guide">
            {raw(html)}
          </main>
          <aside class="sticky">
            <Sections guide={guide} sections={sections} />
            {guide.name.startsWith("api/") ? (
              <UsedIn guide={guide} guides={guides} />
            ) : (
              <Exports guide={guide} imported={imported} />
            )}
          </aside>
        </div>
      </body>
    </html>
  );
}

function item({ name, title }: Pick<Guide, "name" | "title">, current: Pick<Guide, "name">): Child {
  return (
    <li aria-current={name === current.name ? "page" : undefined}>
      <a class="plain" href={linkFrom(guidePath(current.name), guidePath(name))}>
        {title}
      </a>
    </li>
  );
}

/** Lists the sections of a guide, or the exports of an entry point. */
function Sections(props: { readonly guide: Guide; readonly sections: readonly Heading[] }): JSX.Element | null {
  const { guide, sections } = props;
  const isApi = guide.name.startsWith("api/");
  const shown = isApi ? sections : sections.filter(({ depth }) => depth === 2);
  if (shown.length < 2) return null;
  return (
    <section class="toc">
      <h2>{isApi ? "Exports" : "On this page"}</h2>
      <ul>
        {shown.map(({ id, title, depth }) =>
          isApi && depth === 2 ? (
            <li class="group">{title}</li>
          ) : (
            <li>
              <a class={isApi ? "mono" : ""} href={`#${id}`}>
                {title}
              </a>
            </li>
          ),
        )}
      </ul>
    </section>
  );
}

/** Lists the exports that a guide uses, by entry point. */
function Exports(props: { readonly guide: Guide; readonly imported: ImportedNames }): JSX.Element | null {
  const { guide, imported } = props;
  const here = (href: string): string => linkFrom(guidePath(guide.name), href);
  const entries = [...new Set([...imported.values()].map(({ entry }) => entry))].sort();
  if (entries.length === 0) return null;
  return (
    <section>
      <h2>API reference</h2>
      {entries.map((entry) => (
        <ul class="entry">
          <li>
            <a class="mono" href={here(entryHref(entry))}>
              {entry}
            </a>
          </li>
          {[...imported.values()]
            .filter((each) => each.entry === entry)
            .map(({ name, href }) => (
              <li>
                <a class="mono" href={here(href)}>
                  {name}
                </a>
              </li>
            ))}
        </ul>
      ))}
    </section>
  );
}

/** Lists the guides whose programs import an entry point. */
function UsedIn({ guide, guides }: Pick<GuidePageProps, "guide" | "guides">): JSX.Element | null {
  const entry = guide.name.slice("api/".length);
  const using = guides.filter(({ markdown }) => markdown.includes(` from "${entry}";`));
  if (using.length === 0) return null;
  return (
    <section>
      <h2>Guides</h2>
      <ul>
        {using.map(({ name, title }) => (
          <li>
            <a href={linkFrom(guidePath(guide.name), guidePath(name))}>{title}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}
