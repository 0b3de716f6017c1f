import { type Block, isExternal, markdownBlocks, type Span, spansOf } from "./markdown-blocks.ts";

/** A page of text beside the generated ones, such as advice on handling errors. */
export interface ReferenceGuide {
  /** Name of the page in its address, `guide/<name>`: lowercase letters, digits and hyphens. */
  readonly name: string;
  /**
   * Text in Markdown that begins with `# Title`: headings, paragraphs, lists, tables, code blocks, `code`, **bold** and links.
   * A code of the contract between backticks becomes a link. A link without a scheme leads to a page of the reference,
   * such as `guide/retries`. `{{url}}` stands for the base URL of the API.
   */
  readonly markdown: string;
}

/** A guide that has been read. */
export interface Guide {
  readonly path: string;
  readonly title: string;
  /** The text after the title, as Markdown and as blocks. */
  readonly markdown: string;
  readonly blocks: readonly Block[];
}

/** Pages that are generated. A guide cannot have their names. */
const generated = ["responses", "retries", "webhooks", "changes"];

/**
 * Reads guides and checks their names and links.
 *
 * @param hasPage whether the reference has a page besides the guides
 * @throws RangeError that names the guide, and says how to correct it
 */
export function readGuides(
  guides: readonly ReferenceGuide[],
  apiUrl: string,
  hasPage: (path: string) => boolean,
): readonly Guide[] {
  const read = guides.map((guide) => readGuide(guide, apiUrl));
  const paths = new Set(read.map(({ path }) => path));
  if (paths.size < read.length) {
    const twice = guides.find(({ name }, index) => guides.findIndex((other) => other.name === name) < index);
    throw new RangeError(`Expected guides with different names, received ${twice?.name} twice. Rename one of them.`);
  }
  for (const { path, blocks } of read)
    for (const href of linksIn(blocks)) {
      const [target = ""] = href.split("#", 1);
      const isKnown = isExternal(href) || target === "" || paths.has(target) || hasPage(target);
      if (!isKnown)
        throw new RangeError(
          `Expected links to pages of the reference or to http(s) and mailto addresses in ${path}, received ${href.slice(0, 80)}. Use a path such as guide/retries, or an absolute address.`,
        );
    }
  return read;
}

function readGuide({ name, markdown }: ReferenceGuide, apiUrl: string): Guide {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || generated.includes(name))
    throw new RangeError(
      `Expected the name of a guide in lowercase letters, digits and hyphens, other than ${generated.join(", ")}, received ${name.slice(0, 80)}. Rename it.`,
    );
  const [, title, text = ""] = /^\s*# +([^\n]+)\n([\s\S]*)$/.exec(`${markdown}\n`) ?? [];
  if (title === undefined)
    throw new RangeError(
      `Expected the guide ${name} to begin with a title, received ${markdown.trim().slice(0, 80)}. Begin it with "# Title".`,
    );
  const body = text.replaceAll("{{url}}", apiUrl).trim();
  return { path: `guide/${name}`, title: title.trim(), markdown: body, blocks: markdownBlocks(body) };
}

/** Returns the targets of the links in a guide. */
export function linksIn(blocks: readonly Block[]): readonly string[] {
  const texts = blocks.flatMap((block) => {
    if (block.type === "code") return [];
    if (block.type === "list") return block.items;
    return block.type === "table" ? [block.head, ...block.rows].flat() : [block.text];
  });
  return texts.flatMap((text) => hrefsOf(spansOf(text)));
}

function hrefsOf(spans: readonly Span[]): readonly string[] {
  return spans.flatMap((span) => {
    if (span.type === "text" || span.type === "code") return [];
    return span.type === "link" ? [span.href] : hrefsOf(span.spans);
  });
}
