import { codeBlock } from "errata/reference";
import { Marked, type Tokens } from "marked";
import { linkFrom } from "../site-header.tsx";
import { guideLink } from "./guide-links.ts";
import { entryHref, exportId, type ImportedNames } from "./imported-names.ts";
import { type Guide, guidePath } from "./read-guides.ts";

/** A guide as HTML. */
export interface GuideHtml {
  readonly html: string;
  /** Its sections, in order. */
  readonly sections: readonly Heading[];
}

/** A heading that links can lead to. */
export interface Heading {
  readonly id: string;
  readonly title: string;
  /** 2 for a section, 3 for a part of it. */
  readonly depth: number;
}

/**
 * Writes a guide as HTML. The guides are part of the repository, so HTML in them is trusted.
 *
 * @param imported exports that become links to the API reference where a section mentions them first; empty without one
 */
export function guideHtml({ name, markdown }: Guide, imported: ImportedNames): GuideHtml {
  const isApi = name.startsWith("api/");
  const here = (href: string): string => escaped(linkFrom(guidePath(name), href));
  const sections: Heading[] = [];
  const seen = new Map<string, number>();
  let mentioned = new Set<string>();
  let isPlain = false;
  const marked = new Marked({
    gfm: true,
    renderer: {
      heading({ tokens, depth, text }) {
        if (depth <= 2) mentioned = new Set();
        isPlain = true;
        const content = this.parser.parseInline(tokens);
        isPlain = false;
        const id = uniqueId(text, seen);
        if (depth === 1) return `<h1 id="${id}" class="words">${content}</h1>\n`;
        const title = plainText(text);
        if (depth <= 3) sections.push({ id, title, depth });
        const link = depth === 2 ? `<a href="#${id}">${content}</a>` : content;
        const heading = `<h${depth} id="${id}">${link}</h${depth}>\n`;
        return isApi && depth === 3
          ? `<div class="export" id="${exportId(title.replace("()", ""))}">${heading}</div>`
          : heading;
      },
      link({ href, tokens }) {
        isPlain = true;
        const content = this.parser.parseInline(tokens);
        isPlain = false;
        const target = guideLink(href, name);
        return target === undefined ? content : `<a href="${here(target)}">${content}</a>`;
      },
      codespan({ text }) {
        const code = `<code>${escaped(text)}</code>`;
        const href = isPlain || isApi ? undefined : apiHref(text, imported);
        if (href === undefined || mentioned.has(href)) return code;
        mentioned.add(href);
        return `<a class="api-link" href="${here(href)}">${code}</a>`;
      },
      code: ({ text, lang = "" }) => `${codeBlock(text, lang)}\n`,
      table({ header, rows }) {
        // On a phone, each row of a table with several columns, or with names, is a block whose later cells are labelled.
        const hasNames = rows.some(([first]) => first?.tokens[0]?.type === "codespan");
        const isStacked = header.length <= 5 && (header.length > 2 || hasNames);
        const heads = header.map(({ tokens }) => `<th>${this.parser.parseInline(tokens)}</th>`).join("");
        const cells = (row: readonly Tokens.TableCell[]): string =>
          row
            .map(({ tokens }, column) => {
              const name = isStacked && column > 1 ? (header[column]?.text ?? "") : "";
              const label = name === "" ? "" : ` data-label="${escaped(name)}"`;
              return `<td${label}>${this.parser.parseInline(tokens)}</td>`;
            })
            .join("");
        const style = isStacked ? ' class="stack"' : header.length > 5 ? ' class="dense"' : "";
        const body = rows.map((row) => `<tr>${cells(row)}</tr>`).join("");
        return `<div class="scroll" tabindex="0"><table${style}><thead><tr>${heads}</tr></thead><tbody>${body}</tbody></table></div>\n`;
      },
    },
  });
  return { html: marked.parse(markdown, { async: false }), sections };
}

/** Returns the id of a heading as on GitHub, for which the pages are written. */
function uniqueId(text: string, seen: Map<string, number>): string {
  const slug = text
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, "")
    .trim()
    .replaceAll(/\s+/g, "-");
  const count = seen.get(slug) ?? 0;
  seen.set(slug, count + 1);
  return count === 0 ? slug : `${slug}-${count}`;
}

function plainText(text: string): string {
  return text.replaceAll("`", "").replaceAll(/\\(.)/g, "$1");
}

/** A plain word such as `client` is often a value or an option, so it needs parentheses. */
function apiHref(code: string, imported: ImportedNames): string | undefined {
  if (imported.size > 0 && /^errata\/[\w/-]+$/.test(code)) {
    const entries = [...imported.values()].map(({ entry }) => entry);
    return entries.includes(code) ? entryHref(code) : undefined;
  }
  return /[A-Z]|\)$/.test(code) ? imported.get(code.replace(/\(.*\)$/, ""))?.href : undefined;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
