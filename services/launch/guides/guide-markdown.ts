import { guideLink } from "./guide-links.ts";
import type { Guide } from "./read-guides.ts";

/**
 * Writes a guide as Markdown whose links lead to the Markdown of pages, in place of files of the repository.
 *
 * @param root way from the file that has the text to the root of the site
 */
export function guideMarkdown({ name, markdown }: Pick<Guide, "name" | "markdown">, root: string): string {
  let isCode = false;
  const lines = markdown.split("\n").flatMap((line) => {
    if (/^\s*(`{3,}|~{3,})/.test(line)) isCode = !isCode;
    if (isCode) return [line];
    // Instructions for the tests of the guides.
    if (/^<!--.*-->$/.test(line)) return [];
    return [
      line.replaceAll(linkOrCode, (whole: string, text?: string, href = "") =>
        text === undefined ? whole : linkText(text, guideLink(href, name), root),
      ),
    ];
  });
  return `${lines.join("\n").trimEnd()}\n`;
}

/** Lists guides with their subjects, as `llms.txt` does. */
export function guideList(guides: readonly Guide[], root: string): string {
  const lines = guides.map(({ name, title, markdown }) => {
    const [, about = ""] = /^# .+\n+([^#<`|\n][^\n]*(?:\n[^#<`|\n][^\n]*)*)/.exec(markdown) ?? [];
    const [sentence = ""] = about
      .replaceAll("\n", " ")
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .split(/(?<=[.:]) /, 1);
    return `- [${title}](${root}${markdownPath(`docs/errata/${name}`)})${sentence === "" ? "" : `: ${sentence}`}`;
  });
  return lines.join("\n");
}

/** A link, whose text may contain code with brackets, or code, in which nothing is a link. */
const linkOrCode = /\[((?:`[^`]*`|[^[\]`])*)\]\(([^()\s]+)\)|`[^`]*`/g;

function linkText(text: string, target: string | undefined, root: string): string {
  if (target === undefined) return text;
  if (!target.startsWith("/")) return `[${text}](${target})`;
  const [path = "", hash] = target.slice(1).split("#", 2);
  return `[${text}](${root}${markdownPath(path)}${hash === undefined ? "" : `#${hash}`})`;
}

/** Returns the path of the Markdown of a page. */
function markdownPath(path: string): string {
  return path.endsWith("/") ? `${path}index.md` : `${path}.md`;
}
