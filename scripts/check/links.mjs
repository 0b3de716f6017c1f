import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { root } from "../launch/root.mjs";

const link = /(?<!!)\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)|!\[[^\]]*\]\(\s*([^)\s]+)[^)]*\)/g;
const definition = /^\s{0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)/gm;
const elsewhere = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;

/**
 * Finds links between pages, and to files, that lead nowhere. Links to other sites are not followed.
 *
 * @param {readonly string[]} pages paths from the repository's folder
 * @returns {string[]} one line per broken link
 */
export function linkFaults(pages) {
  return pages.flatMap((page) => targetsOf(page).flatMap((target) => faultOf(page, target)));
}

/** @param {string} page */
function targetsOf(page) {
  const text = withoutCode(readFileSync(join(root, page), "utf8"));
  const matches = [...text.matchAll(link), ...text.matchAll(definition)];
  return matches.map(([, first, second]) => first ?? second).filter((target) => !elsewhere.test(target));
}

/**
 * @param {string} page
 * @param {string} target
 */
function faultOf(page, target) {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? page : normalize(join(path.startsWith("/") ? "" : dirname(page), decodeURI(path)));
  if (!existsSync(join(root, file))) return [`${page}: link to ${target}, but there is no ${file}.`];
  if (!anchor || !file.endsWith(".md") || statSync(join(root, file)).isDirectory()) return [];
  const anchors = anchorsOf(readFileSync(join(root, file), "utf8"));
  return anchors.has(decodeURI(anchor)) ? [] : [`${page}: link to ${target}, but ${file} has no such heading.`];
}

/**
 * Names a page's headings the way GitHub does: lower case, spaces to dashes, other signs dropped, repeats numbered.
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
