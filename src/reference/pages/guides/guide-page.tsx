import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { type Block, type Guide, spansOf } from "../../guide/index.ts";
import type { Links, Page, Site } from "../../site.ts";
import { CodeBlock, type CodeLanguage } from "../code-block.tsx";
import { Layout } from "../layout.tsx";
import { Table } from "../section.tsx";

interface GuidePageProps {
  readonly site: Site;
  readonly page: Page;
  readonly links: Links;
  readonly guide: Guide;
}

/** A guide that the API's team wrote. */
export function GuidePage({ site, page, links, guide }: GuidePageProps): JSX.Element {
  const text = (value: string): Child => <Spans text={value} site={site} links={links} />;
  return (
    <Layout site={site} page={page} links={links}>
      <h1 class="words">{guide.title}</h1>
      {guide.blocks.map((block) => (
        <BlockElement block={block} text={text} />
      ))}
    </Layout>
  );
}

function BlockElement(props: { readonly block: Block; readonly text: (value: string) => Child }): JSX.Element {
  const { block, text } = props;
  if (block.type === "code") return <CodeBlock code={block.code} language={languages[block.language] ?? "text"} />;
  if (block.type === "table")
    return <Table head={block.head} rows={block.rows.map((row) => row.map((cell) => text(cell)))} />;
  if (block.type === "list") {
    const items = block.items.map((item) => <li>{text(item)}</li>);
    return block.isOrdered ? <ol>{items}</ol> : <ul>{items}</ul>;
  }
  if (block.type === "paragraph") return <p>{text(block.text)}</p>;
  const id = anchorOf(block.text);
  const link = <a href={`#${id}`}>{block.text.replaceAll("`", "")}</a>;
  return block.level <= 2 ? <h2 id={id}>{link}</h2> : <h3 id={id}>{link}</h3>;
}

function Spans(props: { readonly text: string; readonly site: Site; readonly links: Links }): JSX.Element {
  const { site, links } = props;
  return (
    <>
      {spansOf(props.text).map((span) => {
        if (span.type === "link") return <a href={hrefOf(span.href, links)}>{span.text}</a>;
        if (span.type === "strong") return <b>{span.text}</b>;
        if (span.type === "text") return span.text;
        return site.contract.entries.has(span.text) ? (
          <a class="mono" href={links.page(span.text)}>
            {span.text}
          </a>
        ) : (
          <code>{span.text}</code>
        );
      })}
    </>
  );
}

function hrefOf(href: string, links: Links): string {
  if (/^(https?:|mailto:|#)/.test(href)) return href;
  const [path = "", anchor] = href.split("#", 2);
  return links.page(path) + (anchor === undefined ? "" : `#${anchor}`);
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}

const languages: Readonly<Record<string, CodeLanguage>> = {
  ts: "ts",
  js: "ts",
  py: "py",
  python: "py",
  sh: "sh",
  json: "json",
  http: "http",
};
