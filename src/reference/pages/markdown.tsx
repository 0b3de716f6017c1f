import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { textParts } from "../describe/index.ts";
import { type Block, isExternal, markdownBlocks, type Span, spansOf } from "../guide/index.ts";
import { CodeBlock, languageOf } from "./code-block.tsx";
import { Table } from "./section.tsx";

/** How code, links and headings are shown. */
export interface MarkdownStyle {
  /** Shows code within a line. */
  readonly code: (text: string) => Child;
  /** Returns the address of a link; undefined shows its text alone. */
  readonly href: (href: string) => string | undefined;
  readonly heading: (text: string, level: number) => JSX.Element;
}

/** Shows parts of a page in Markdown. */
export function Blocks(props: { readonly blocks: readonly Block[]; readonly style: MarkdownStyle }): JSX.Element {
  return (
    <>
      {props.blocks.map((block) => (
        <BlockElement block={block} style={props.style} />
      ))}
    </>
  );
}

/**
 * Shows the Markdown of a description. Only links to other sites become links.
 *
 * @param level of its headings
 */
export function Prose({ text, level }: { readonly text: string | undefined; readonly level: 2 | 3 }): JSX.Element {
  const heading = (title: string): JSX.Element => {
    const content = <Spans spans={spansOf(title)} style={plain} />;
    return level === 2 ? <h2>{content}</h2> : <h3>{content}</h3>;
  };
  return <Blocks blocks={markdownBlocks(text ?? "")} style={{ ...plain, heading }} />;
}

/** Shows the Markdown of a short description in one line. */
export function Inline({ text }: { readonly text: string }): JSX.Element {
  return <Spans spans={spansOf(text)} style={plain} />;
}

/** Shows a text of the contract, with code between backticks. */
export function Text({ text }: { readonly text: string }): JSX.Element {
  return <>{textParts(text).map((part) => (part.isCode ? <code>{part.text}</code> : part.text))}</>;
}

const plain: Omit<MarkdownStyle, "heading"> = {
  code: (text) => <code>{text}</code>,
  href: (href) => (isExternal(href) ? href : undefined),
};

function BlockElement({ block, style }: { readonly block: Block; readonly style: MarkdownStyle }): JSX.Element {
  const text = (value: string): Child => <Spans spans={spansOf(value)} style={style} />;
  if (block.type === "code") return <CodeBlock code={block.code} language={languageOf(block.language)} />;
  if (block.type === "table")
    return <Table head={block.head.map(text)} rows={block.rows.map((row) => row.map((cell) => text(cell)))} />;
  if (block.type === "list") {
    const items = block.items.map((item) => <li>{text(item)}</li>);
    return block.start === undefined ? (
      <ul>{items}</ul>
    ) : (
      <ol start={block.start === 1 ? undefined : block.start}>{items}</ol>
    );
  }
  return block.type === "paragraph" ? <p>{text(block.text)}</p> : style.heading(block.text, block.level);
}

type SpanStyle = Omit<MarkdownStyle, "heading">;

function Spans({ spans, style }: { readonly spans: readonly Span[]; readonly style: SpanStyle }): JSX.Element {
  return (
    <>
      {spans.map((span) => {
        if (span.type === "text") return span.text;
        if (span.type === "code") return style.code(span.text);
        const content = <Spans spans={span.spans} style={style} />;
        if (span.type === "strong") return <b>{content}</b>;
        if (span.type === "emphasis") return <em>{content}</em>;
        const href = style.href(span.href);
        return href === undefined ? content : <a href={href}>{content}</a>;
      })}
    </>
  );
}
