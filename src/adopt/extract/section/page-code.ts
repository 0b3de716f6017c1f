import type { Block, Document, HeadingBlock } from "../../document/block.ts";
import { describesFailure, isIdentifier, styleOf } from "../../evidence/index.ts";
import { isEndOf } from "../bodies.ts";
import { type Candidate, type Found, found } from "../candidate.ts";
import { codesOf } from "../cell-codes.ts";
import { isAboutErrors } from "../roles.ts";
import { isErrorNumber, statusInProse } from "../statuses.ts";
import { labelledCode, labelledValues } from "./labels.ts";

/** Where a page stands, and whether it is about errors. */
export interface PageContext {
  /** Whether the page is about errors. */
  readonly isErrorPage: boolean;
  /** Its file, if the folder or the page is about errors. */
  readonly file: string | undefined;
}

/** Returns the context of a page, by its title, its first line and its path. */
export function contextOf({ blocks, frontMatter }: Document, source: string): PageContext {
  const { title, description } = frontMatter;
  const first = blocks.find((block) => block.type === "heading");
  const path = source.split(/[/\\]/).slice(-4);
  const isIn = (parts: readonly string[]): boolean =>
    isAboutErrors(parts.join(" ").replaceAll(/[_.-]/g, " ")) || parts.some((part) => /^problems?$/i.test(part));
  const [lead] = blocks;
  const line = lead?.type === "paragraph" && lead.text.length < 80 ? lead.text : undefined;
  const hasHeadings = first !== undefined || title !== undefined;
  const isErrorPage =
    !hasHeadings ||
    isIn(path) ||
    [title, description, first?.text, line].some((text) => typeof text === "string" && isAboutErrors(text));
  return { isErrorPage, file: isErrorPage || isIn(path.slice(0, -1)) ? source : undefined };
}

/**
 * Returns the one code that a page describes: its front matter names it, or it stands alone at the beginning, or it is the
 * title; undefined for a page about several codes.
 */
export function pageCode(
  { blocks, frontMatter }: Document,
  headings: ReadonlyMap<Block, Candidate>,
  { isErrorPage, file }: PageContext,
): Candidate | undefined {
  const facts = factsOf(frontMatter);
  const named = codeOf(frontMatter);
  if (named !== undefined) return { ...candidateOf(named, 0), found: [found("code", named, 0), ...facts] };
  const title = frontMatter.title ?? titleIn(blocks);
  const titled =
    file === undefined
      ? undefined
      : (codeOfTitle(title, file, blocks) ?? codeBesideTitle(String(title ?? ""), file, blocks, headings));
  if (titled !== undefined)
    return {
      ...withWholeCode(titled, blocks),
      found: [...titled.found, ...facts.filter(({ field }) => field !== "title")],
    };
  if (!isErrorPage || Array.from(headings.keys()).filter(({ type }) => type === "heading").length > 1) return undefined;
  return codeOfLead({ blocks, frontMatter }, headings, facts);
}

/** Replaces a code by the whole one that stands alone above the first heading: `no_book` by `err:desk:no_book`. */
function withWholeCode(candidate: Candidate, blocks: readonly Block[]): Candidate {
  const alone = leadOf(blocks).flatMap((block) => {
    const [span, ...others] = block.type === "paragraph" ? block.spans : [];
    return span !== undefined && others.length === 0 && block.type === "paragraph" && block.text === span.text
      ? [span.text]
      : [];
  });
  const code = alone.find((name) => isIdentifier(name) && isEndOf(candidate.code, name));
  if (code === undefined) return candidate;
  return {
    ...candidate,
    code,
    found: candidate.found.map((one) => (one.field === "code" ? found("code", code, one.offset) : one)),
  };
}

/** Reads the one code above the first heading below the title: alone, behind a label, or in a title of the front matter. */
function codeOfLead(
  { blocks, frontMatter }: Document,
  headings: ReadonlyMap<Block, Candidate>,
  facts: readonly Found[],
): Candidate | undefined {
  const labelled = headings.size === 0 ? codeOfLabels(blocks, frontMatter) : undefined;
  if (labelled !== undefined) return { ...labelled, found: [...labelled.found, ...facts] };
  const lead = leadOf(blocks).flatMap((block) => headings.get(block) ?? []);
  const [only, ...others] = lead;
  if (only !== undefined) return others.length > 0 ? undefined : { ...only, found: [...only.found, ...facts] };
  const { title } = frontMatter;
  if (typeof title !== "string" || !isIdentifier(title) || isListTitle(title)) return undefined;
  return {
    ...candidateOf(title, 0),
    found: [found("code", title, 0), ...facts.filter(({ field }) => field !== "title")],
  };
}

/** Checks whether a title written as one word is that of a list: `ErrorCodes`, `api_errors`, `library/errors-list`. */
function isListTitle(title: string): boolean {
  if (/(?:errors?|status|exceptions?)[-_ ]?(?:codes?|list|reference|messages|types)$/i.test(title)) return true;
  return /^(?:api|http|rest|common|global)?(?:error|exception|failure|status|response|result)s?(?:code|message|type|list|reference|handling)?s?$/i.test(
    title.replaceAll(/[^A-Za-z]/g, ""),
  );
}

function titleIn(blocks: readonly Block[]): string | undefined {
  const first = blocks.find((block, index) => block.type === "heading" && isTitle(block, index));
  return first?.type === "heading" ? first.text : undefined;
}

/** Reads a title that begins with the code after which the file is named: `40142: Token expired` of `40142-token-expired.md`. */
function codeOfTitle(title: unknown, file: string, blocks: readonly Block[]): Candidate | undefined {
  const name =
    file
      .split(/[/\\]/)
      .at(-1)
      ?.replace(/\.\w+$/, "") ?? "";
  // The title ends with the code after which the file is named: `22N02` of `22N02.adoc`, `Error NU1001` of `NU1001.md`.
  const isWhole =
    new RegExp(`(?:^|\\s)${name.replaceAll(/\W/g, "\\$&")}$`).test(String(title ?? "")) &&
    (/^\d{4,9}$/.test(name) || /^(?:numbered|upper)$/.test(styleOf(name) ?? ""));
  if (isInWords(name, String(title ?? ""), blocks))
    return { ...candidateOf(name, 0), found: [found("code", name, 0), found("title", String(title), 0)] };
  if (isWhole) return { ...candidateOf(name, 0), found: [found("code", name, 0)] };
  const [, code = "", rest = ""] =
    /^\W{0,3}(?:error\s+)?(-?[A-Z\d][\w.-]*\w)\W*\s[\s:–—-]*(\S.*)$/i.exec(String(title ?? "")) ?? [];
  const isNamed = (name.startsWith(code) && !/^\w/.test(name.slice(code.length))) || isNameOfFile(code, file);
  if (!isNamed || !(isIdentifier(code) || /^-?\d{3,9}$/.test(code)) || /^[1-5]\d\d$/.test(code)) return undefined;
  return { ...candidateOf(code, 0), found: [found("code", code, 0), found("title", rest, 0)] };
}

/** Checks whether a title is the code of the file in words, and the page does not write it in another way: `Card expired` of `card_expired.md`. */
function isInWords(name: string, title: string, blocks: readonly Block[]): boolean {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  if (!/^[a-z\d]+(?:_[a-z\d]+)+$/i.test(name) || plain(title) !== plain(name) || !describesFailure(name)) return false;
  const names = JSON.stringify(blocks).match(/[A-Za-z][\w-]*/g) ?? [];
  return !names.some((other) => other !== name && isIdentifier(other) && plain(other) === plain(name));
}

/**
 * Reads the code that stands behind a title, in brackets or after a dash, or in the first paragraph of a page whose file is named
 * after it: `Rate limit exceeded (RATE_LIMIT)`, `Rate limit exceeded - RATE_LIMIT`, `Error code: RATE_LIMIT`.
 */
function codeBesideTitle(
  title: string,
  file: string,
  blocks: readonly Block[],
  headings: ReadonlyMap<Block, Candidate>,
): Candidate | undefined {
  const isNamed = (code: string): boolean => isNameOfFile(code, file);
  const [, text = "", code = ""] =
    /^(\S.*?)\s*(?:[([]\s*`?([\w.:/-]{3,80})`?\s*[)\]]|(?:\s[–—-]|:)\s+`?([\w.:/-]{3,80})`?)$/
      .exec(title)
      ?.filter(Boolean) ??
    /^(\S.*?)\s+(\w{2,40}_\w{2,40})$/.exec(title) ??
    [];
  const isAlone =
    headings.size < 2 &&
    isIdentifier(code) &&
    !/^[a-z-]+$/.test(code) &&
    (describesFailure(code) || describesFailure(text.replaceAll(/\berrors?\b/gi, "")));
  const isCode = (isIdentifier(code) || /^[A-Z]{3,}$/.test(code) || isErrorNumber(code)) && !isListTitle(code);
  if (isCode && (isNamed(code) || isAlone))
    return { ...candidateOf(code, 0), found: [found("code", code, 0), found("title", text, 0)] };
  return codeOfFirst(title, blocks, isNamed);
}

/** Reads the code after which the file is named in the first paragraph. */
function codeOfFirst(
  title: string,
  blocks: readonly Block[],
  isNamed: (code: string) => boolean,
): Candidate | undefined {
  const lead = blocks.slice(0, 4).find((block) => block.type === "paragraph");
  if (lead?.type !== "paragraph") return undefined;
  const [, labelled = ""] = /(?:^|\n)(?:error )?code\s?[:=]\s*`?(-?\w[\w.:/-]{1,79})`?/i.exec(lead.text) ?? [];
  const names = [
    labelled,
    // The address of a problem ends with its code.
    ...lead.spans.map(
      ({ text }) => (/^https?:/.test(text) ? codesOf({ text, spans: [], offset: 0 })?.codes[0] : text) ?? "",
    ),
    ...(lead.text.match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g) ?? []),
  ];
  const own = names.find((name) => (isIdentifier(name) || (name === labelled && isErrorNumber(name))) && isNamed(name));
  if (own === undefined) return undefined;
  return {
    ...candidateOf(own, lead.offset),
    found: [found("code", own, lead.offset), ...(title === "" ? [] : [found("title", title, 0)])],
  };
}

/** Reads the code in the labelled lines above all headings of a page that has no table: `Status: 409`, `Code: CARD_OLD`. */
function codeOfLabels(blocks: readonly Block[], { title }: Document["frontMatter"]): Candidate | undefined {
  const [only, ...others] = leadOf(blocks).flatMap((block) => {
    if (block.type !== "paragraph") return [];
    const hasStatus = labelledValues(block).some(({ field }) => field === "status");
    return hasStatus ? (labelledCode(block) ?? []) : [];
  });
  if (only === undefined || others.length > 0 || blocks.some(({ type }) => type === "table")) return undefined;
  const name = titleIn(blocks);
  const isStated = typeof title === "string" || name === undefined;
  return isStated ? only : { ...only, found: [...only.found, found("title", name, 0)] };
}

/** Checks whether a file is named after a code: `rate-limit.md` or `error-rate-limit/index.md` after `RATE_LIMIT`. */
function isNameOfFile(code: string, file: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const [name = "", folder = ""] = file
    .split(/[/\\]/)
    .reverse()
    .map((part) => part.replace(/\.\w+$/, ""));
  const own = plain(/^(?:index|readme|page)$/i.test(name) ? folder : name);
  const short = own.replace(/^err(?:or)?/, "");
  return plain(code) !== "" && (own === plain(code) || short === plain(code).replace(/^err(?:or)?/, ""));
}

function candidateOf(code: string, offset: number): Omit<Candidate, "found"> {
  return { code, rank: "code", offset, place: "heading" };
}

/** Returns the blocks above the first heading below the title. */
function leadOf(blocks: readonly Block[]): readonly Block[] {
  const end = blocks.findIndex((block, index) => block.type === "heading" && index > 0 && !isTitle(block, index));
  return end < 0 ? blocks : blocks.slice(0, end);
}

function isTitle(block: HeadingBlock, index: number): boolean {
  return block.level === 1 && index < 3;
}

function codeOf(frontMatter: Document["frontMatter"]): string | undefined {
  for (const [name, value] of Object.entries(frontMatter)) {
    const isCode = /^(?:error_?)?code$/i.test(name) && (typeof value === "string" || typeof value === "number");
    if (isCode && styleOf(String(value)) !== undefined) return String(value);
  }
  return undefined;
}

function factsOf(frontMatter: Document["frontMatter"]): readonly Found[] {
  return Object.entries(frontMatter).flatMap(([name, value]): readonly Found[] => {
    const status = /^(?:http_?)?(?:status|status_?code)$/i.test(name) ? Number(value) : Number.NaN;
    if (status >= 400 && status <= 599) return [found("status", status, 0)];
    if (typeof value !== "string" || value === "") return [];
    if (/^(?:summary|description|meaning)$/i.test(name)) return describedBy(value);
    return /^title$/i.test(name) && /\s/.test(value) ? [found("title", value, 0)] : [];
  });
}

/** Returns the meaning of a page, and the status that it states. */
function describedBy(text: string): readonly Found[] {
  const status = statusInProse(text);
  return [found("meaning", text, 0), ...(status === undefined ? [] : [found("status", status, 0, "derived")])];
}
