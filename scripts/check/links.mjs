import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { root } from "../launch/root.mjs";

const link = /(?<!!)\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)|!\[[^\]]*\]\(\s*([^)\s]+)[^)]*\)/g;
const definition = /^\s{0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)/gm;
const element = /<(?:a|img|source)\s[^>]*?\b(?:href|src|srcset)="([^"\s]+)"/g;
const elsewhere = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;

/**
 * Finds broken links to pages, headings and files. Links to other sites are not checked.
 *
 * @param {readonly string[]} pages paths relative to the repository root
 * @returns {string[]} one line per broken link
 */
export function linkProblems(pages) {
  return pages.flatMap((page) => targetsOf(page).flatMap((target) => linkProblem(page, target)));
}

/** @param {string} page */
function targetsOf(page) {
  const text = withoutCode(readFileSync(join(root, page), "utf8"));
  const matches = [...text.matchAll(link), ...text.matchAll(definition), ...text.matchAll(element)];
  return matches.map(([, first, second]) => first ?? second).filter((target) => !elsewhere.test(target));
}

/**
 * @param {string} page
 * @param {string} target
 */
function linkProblem(page, target) {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? page : normalize(join(path.startsWith("/") ? "" : dirname(page), decodeURI(path)));
  if (!existsSync(join(root, file))) return [`${page}: broken link ${target}: ${file} does not exist.`];
  if (!anchor || !file.endsWith(".md") || statSync(join(root, file)).isDirectory()) return [];
  const anchors = anchorsOf(readFileSync(join(root, file), "utf8"));
  return anchors.has(decodeURI(anchor)) ? [] : [`${page}: broken link ${target}: ${file} has no such heading.`];
}

/**
 * Derives heading anchors as GitHub does: lower case, spaces become dashes, other punctuation is dropped, repeats are numbered.
 *
 * @param {string} text
 */
function anchorsOf(text) {
  const seen = new Map();
  const anchors = new Set([...text.matchAll(/<a\s+(?:id|name)="([^"]+)"/g)].map(([, id]) => id));
  for (const [, heading = ""] of text.replace(/```[\s\S]*?```/g, "").matchAll(/^#{1,6}\s+(.*?)\s*#*$/gm)) {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
    const slug = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, "")
      .replaceAll(" ", "-");
    const repeats = seen.get(slug) ?? 0;
    seen.set(slug, repeats + 1);
    anchors.add(repeats === 0 ? slug : `${slug}-${repeats}`);
  }
  return anchors;
}

/** @param {string} text */
function withoutCode(text) {
  return text.replace(/^(```|~~~)[\s\S]*?^\1/gm, "").replace(/`[^`\n]*`/g, "");
}
