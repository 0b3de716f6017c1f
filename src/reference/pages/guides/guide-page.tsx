import type { JSX } from "hono/jsx/jsx-runtime";
import { type Guide, isExternal } from "../../guide/index.ts";
import type { Links, Page, Site } from "../../site.ts";
import { Layout } from "../layout.tsx";
import { Blocks, type MarkdownStyle } from "../markdown.tsx";

interface GuidePageProps {
  readonly site: Site;
  readonly page: Page;
  readonly links: Links;
  readonly guide: Guide;
}

/** A guide that the API's team wrote. Codes of the contract are links to their pages. */
export function GuidePage({ site, page, links, guide }: GuidePageProps): JSX.Element {
  const style: MarkdownStyle = {
    code: (text) =>
      site.contract.entries.has(text) ? (
        <a class="mono" href={links.page(text)}>
          {text}
        </a>
      ) : (
        <code>{text}</code>
      ),
    href: (href) => hrefOf(href, links),
    heading,
  };
  return (
    <Layout site={site} page={page} links={links}>
      <h1 class="words">{guide.title}</h1>
      <Blocks blocks={guide.blocks} style={style} />
    </Layout>
  );
}

function heading(text: string, level: number): JSX.Element {
  const id = anchorOf(text);
  const link = <a href={`#${id}`}>{text.replaceAll("`", "")}</a>;
  return level <= 2 ? <h2 id={id}>{link}</h2> : <h3 id={id}>{link}</h3>;
}

/** The links of a guide have been checked. */
function hrefOf(href: string, links: Links): string {
  if (isExternal(href) || href.startsWith("#")) return href;
  const [path = "", anchor] = href.split("#", 2);
  return links.page(path) + (anchor === undefined ? "" : `#${anchor}`);
}

function anchorOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}
