import { readdirSync, readFileSync } from "node:fs";
import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { Marked } from "marked";

/** One guide of the library. */
export interface Guide {
  /** Name of its file without the extension; "" for the list of guides. */
  readonly name: string;
  readonly title: string;
  readonly markdown: string;
}

const folder = new URL("../../docs/", import.meta.url);

/** Reads the guides, the list of them first. */
export function readGuides(): readonly Guide[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".md"));
  const guides = files.map((file): Guide => {
    const markdown = readFileSync(new URL(file, folder), "utf8");
    const name = file === "README.md" ? "" : file.slice(0, -".md".length);
    return { name, title: /^# (.+)$/m.exec(markdown)?.[1] ?? name, markdown };
  });
  return guides.sort((one, other) => one.name.localeCompare(other.name));
}

/** The page of a guide. Its links to other guides and to sources work here as they do in the repository. */
export function GuidePage({
  guide,
  guides,
  apiPages,
}: {
  readonly guide: Guide;
  readonly guides: readonly Guide[];
  /** Pages of the API reference to which the page links. */
  readonly apiPages: readonly Pick<Guide, "name" | "title">[];
}): JSX.Element {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${guide.title} · Errata`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/docs/reference.css" />
        <link rel="stylesheet" href="/docs/landing.css" />
      </head>
      <body>
        <header class="top">
          <a class="brand" href="/">
            Errata
          </a>
          <a class="menu" href="#contents">
            Contents
          </a>
          <nav aria-label="Sections">
            <a href="/docs/errata/" aria-current="true">
              Guides
            </a>
          </nav>
        </header>
        <div class="page wide">
          <nav class="side" id="contents" aria-label="Guides">
            <ul>{guides.map((each) => item(each, guide))}</ul>
            {apiPages.length === 0 ? null : (
              <>
                <h2>API reference</h2>
                <ul>{apiPages.map((each) => item(each, guide))}</ul>
              </>
            )}
          </nav>
          <main id="main" class="guide">
            {raw(htmlOf(guide))}
          </main>
        </div>
      </body>
    </html>
  );
}

function item({ name, title }: Pick<Guide, "name" | "title">, current: Guide): Child {
  return (
    <li aria-current={name === current.name ? "page" : undefined}>
      <a class="plain" href={`/docs/errata/${name}`}>
        {title}
      </a>
    </li>
  );
}

/** The guides are part of the repository, so their HTML is trusted. */
function htmlOf({ name, markdown }: Guide): string {
  const seen = new Map<string, number>();
  const marked = new Marked({
    gfm: true,
    renderer: {
      heading({ tokens, depth, text }) {
        const slug = text
          .toLowerCase()
          .replaceAll(/[^\w\s-]/g, "")
          .trim()
          .replaceAll(/\s+/g, "-");
        const count = seen.get(slug) ?? 0;
        seen.set(slug, count + 1);
        // As on GitHub, for which the pages are written.
        const id = count === 0 ? slug : `${slug}-${count}`;
        return `<h${depth} id="${id}"${depth === 1 ? ' class="words"' : ""}>${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens);
        const target = guideLink(href, name);
        return target === undefined ? text : `<a href="${escaped(target)}">${text}</a>`;
      },
      code({ text, lang = "" }) {
        return `<pre tabindex="0"><code class="language-${lang}">${escaped(text)}</code></pre>\n`;
      },
      table(token) {
        const cells = (row: typeof token.header, tag: string): string =>
          row.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join("");
        const rows = token.rows.map((row) => `<tr>${cells(row, "td")}</tr>`).join("");
        return `<div class="scroll" tabindex="0"><table><thead><tr>${cells(token.header, "th")}</tr></thead><tbody>${rows}</tbody></table></div>\n`;
      },
    },
  });
  return marked.parse(markdown, { async: false });
}

/** Turns a link to a guide into one to its page. @returns undefined for a source file, which has no page */
function guideLink(href: string, from: string): string | undefined {
  if (/^(https?:|mailto:|#)/.test(href)) return href;
  const { pathname, hash } = new URL(href, `file:///docs/errata/${from}`);
  const isGuide = pathname.startsWith("/docs/errata/") && pathname.endsWith(".md");
  return isGuide ? pathname.replace(/(?:README)?\.md$/, "") + hash : undefined;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
