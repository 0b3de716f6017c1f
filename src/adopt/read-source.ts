import { embeddedIn, readData, readProperties, readToml, readValue } from "./data/index.ts";
import { type Document, readAsciidoc, readCsv, readHtml, readMarkdown, readRest, readText } from "./document/index.ts";
import { mostlyFailures } from "./evidence/index.ts";
import { preferSlots, readDocument, roleOf } from "./extract/index.ts";
import type { Reading, SourcePosition, SourceText } from "./facts.ts";
import { readSourceCode } from "./source/index.ts";

/** A format of sources. */
type SourceFormat = "asciidoc" | "csv" | "html" | "markdown" | "rest" | "text";

/** Recognises the format of a source by its shape and reads its errors. */
export function readSource(source: SourceText): Reading {
  if (isOtherProgram.test(source.file)) return unreadProgram(source);
  const data = dataOf(source);
  if (data !== undefined) return data;
  const format = formatOf(source);
  const document = documents[format](source);
  return preferSlots(readPage(document, format, source), document, source);
}

/** Reads a page whose layout is known. */
function readPage(document: Document, format: SourceFormat, source: SourceText): Reading {
  const reading = readDocument(document, source);
  const listed = codesIn(reading) < 3 ? (readListings(document, source) ?? readProgram(document, source)) : undefined;
  if (listed !== undefined) return { ...reading, facts: [...listed.facts, ...reading.facts], unread: listed.unread };
  if (reading.facts.length === 0 && format === "html") return readEmbedded(source, reading);
  const stated = reading.facts.filter(({ field, confidence }) => field === "code" && confidence !== "derived");
  const other = stated.length > 0 || codesIn(reading) > 2 ? undefined : otherFormat(format, source);
  if (other === undefined) return reading;
  const another = readDocument(documents[other](source), source);
  const known = new Set(another.facts.map(({ code }) => code));
  // Text in listings looks like lists of codes, so that a few more are no evidence beside those of the first reading.
  const areMany = known.size > Math.max(2, 5 * codesIn(reading));
  return areMany && reading.facts.every(({ code }) => known.has(code)) ? another : reading;
}

/** Programs in other languages. Read as text, they seem to pair the code on one line with the status on another. */
const isOtherProgram = /\.(?:l?hs|mli?|clj[cs]?|elm|fsx?|jl|lua|nim|p[lm]|rkt|zig)$/i;

function unreadProgram({ file, text }: SourceText): Reading {
  const reason = "Programs in this language are not read.";
  const start = text.trimStart().slice(0, 120).split("\n", 1)[0] ?? "";
  return { facts: [], decoys: [], bodies: [], unread: [{ text: start, reason, source: { file, line: 1, column: 1 } }] };
}

/** Returns a format that a page may have as well: pasted tables are no Markdown, and a page that is only a table is not known to be Markdown. */
function otherFormat(format: SourceFormat, { file, text }: SourceText): SourceFormat | undefined {
  if (format === "markdown") return "text";
  return format === "text" && isMarkdownFile.test(file) && !isSlow(text) ? "markdown" : undefined;
}

/** Reads data, by the name of the file or the shape of the text; undefined for any other source. */
function dataOf(source: SourceText): Reading | undefined {
  if (/\.toml$/i.test(source.file)) return readToml(source);
  if (/\.properties$/i.test(source.file)) return readProperties(source);
  return mayBeData(source) ? readData(source) : undefined;
}

function codesIn({ facts }: Reading): number {
  return new Set(facts.map(({ code }) => code)).size;
}

/** Reads the listing of a page that is the list of its errors: data, or lines of codes and texts; undefined without one. */
function readListings({ blocks }: Document, source: SourceText): Reading | undefined {
  let listings = 0;
  for (const [index, block] of blocks.entries()) {
    if (block.type !== "code" || !isList.test(block.language) || listings > maxListings) continue;
    listings += 1;
    const inside = { file: source.file, text: block.text.trim() };
    const isData = /^(?:json|ya?ml)/i.test(block.language) || isJson(inside.text);
    const lead = blocks.slice(0, index).findLast(({ type }) => type === "heading");
    const lines = (): Reading => {
      const { blocks: own } = documents.text(inside);
      return readDocument({ blocks: lead === undefined ? own : [lead, ...own], frontMatter: {} }, inside);
    };
    const reading = isData ? readData(inside) : lines();
    if (reading === undefined || !listsErrors(reading)) continue;
    const [first = ""] = inside.text.split("\n", 1);
    const start = Math.max(source.text.indexOf(first, block.offset), block.offset);
    return moved(reading, source.text.slice(0, start).split("\n").length - 1);
  }
  return undefined;
}

/** Reads the listings of a page that declare its codes in a programming language: an enum, constants or a map. */
function readProgram({ blocks }: Document, source: SourceText): Reading | undefined {
  for (const block of blocks.filter(({ type }) => type === "code").slice(0, maxListings)) {
    const extension = block.type === "code" ? extensions[block.language.toLowerCase()] : undefined;
    if (block.type !== "code" || extension === undefined) continue;
    const text = block.text.trim();
    const reading = readSourceCode([{ file: `errors.${extension}`, text }]);
    if (!listsErrors(reading)) continue;
    const [first = ""] = text.split("\n", 1);
    const lines =
      source.text.slice(0, Math.max(source.text.indexOf(first, block.offset), block.offset)).split("\n").length - 1;
    const own = moved(reading, lines);
    return { ...own, facts: own.facts.map((one) => ({ ...one, source: { ...one.source, file: source.file } })) };
  }
  return undefined;
}

/** Extensions of files by the name of a listing's language. */
const extensions: Readonly<Record<string, string>> = {
  ts: "ts",
  typescript: "ts",
  js: "js",
  javascript: "js",
  go: "go",
  golang: "go",
  java: "java",
  kotlin: "kt",
  kt: "kt",
  csharp: "cs",
  cs: "cs",
  python: "py",
  py: "py",
  php: "php",
  ruby: "rb",
  rb: "rb",
  rust: "rs",
  rs: "rs",
  scala: "scala",
  dart: "dart",
  elixir: "ex",
  ex: "ex",
  erlang: "erl",
  swift: "swift",
  proto: "proto",
  protobuf: "proto",
  c: "c",
  cpp: "cpp",
  graphql: "graphql",
};

/** Listings of a page that are read; pages with more show examples. */
const maxListings = 100;
/** Languages of listings that are no examples of programs. */
const isList = /^(?:json[c5]?|ya?ml|te?xt|plain(?:text)?|none)?$/i;

/** Checks whether most names or texts are those of failures: an example of a request is data as well. */
function listsErrors(reading: Reading): boolean {
  const texts = reading.facts.filter(({ field }) => field === "message" || field === "meaning");
  const codes = [...new Set(reading.facts.map(({ code }) => code))];
  return codes.length > 2 && (mostlyFailures(codes) || mostlyFailures(texts.map(({ value }) => String(value))));
}

/** Moves what was read in a listing to its lines in the page. */
function moved(reading: Reading, lines: number): Reading {
  const move = <Item extends { readonly source: SourcePosition }>(items: readonly Item[]): readonly Item[] =>
    items.map((item) => ({ ...item, source: { ...item.source, line: item.source.line + lines } }));
  return { ...reading, facts: move(reading.facts), unread: move(reading.unread) };
}

/** Reads the data within a page whose elements have no codes. Its positions are those of the page. */
function readEmbedded(source: SourceText, page: Reading): Reading {
  const { values, texts } = embeddedIn(source.text);
  const inside = { file: source.file.replace(/\.\w{1,8}$|$/, ".data"), line: 1, column: 1 };
  const readings = [
    ...values.flatMap((value) => readValue(value, () => inside) ?? []),
    ...texts.map((text) => readSource({ file: inside.file, text })),
  ];
  const placed = <Item extends { readonly source: SourcePosition }>(items: readonly Item[]): readonly Item[] =>
    items.map((item) => ({ ...item, source: { ...inside, file: source.file } }));
  return {
    ...page,
    facts: placed(readings.flatMap(({ facts }) => facts)),
    decoys: [...page.decoys, ...placed(readings.flatMap(({ decoys }) => decoys))],
    unread: page.unread,
    bodies: placed(readings.flatMap(({ bodies }) => bodies)),
  };
}

/** Checks whether a source may be JSON or YAML: by its name, or because it begins like JSON or like a document of OpenAPI. */
function mayBeData({ file, text }: SourceText): boolean {
  if (/\.(?:json|ya?ml)$/i.test(file)) return true;
  if (isJson(text)) return true;
  if (/\.\w{1,8}$/.test(file) && !/^https?:/.test(file)) return false;
  return /^\s*[[{]\s*["{\]}]|^(?:openapi|swagger): /m.test(text.slice(0, 2_000)) && /^\s*(?:[[{]|[\w-]+:\s)/.test(text);
}

/** Checks whether a text is JSON as a whole, also in a file that is named as one of another format. */
function isJson(text: string): boolean {
  if (!/^\s*[[{]\s*["{]/.test(text) || !/[\]}]\s*$/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Returns the format of a source, by its shape first and by the name of its file second. */
function formatOf({ file, text }: SourceText): SourceFormat {
  const start = text.slice(0, 20_000);
  if (
    /^\s*(?:<!--[\s\S]{0,2000}?-->\s*)?(?:<!doctype html|<html|<head|<body|<table|<\?xml[^>]*>\s*<!doctype html)/i.test(
      start,
    )
  )
    return "html";
  if (/\.(?:html?|xhtml)$/i.test(file)) return "html";
  if (/\.(?:csv|tsv)$/i.test(file) || (!isMarkdownFile.test(file) && isCsv(start))) return "csv";
  if (/\.(?:adoc|asciidoc|asc)$/i.test(file) || (/^\|===\s*$/m.test(start) && /^={1,6} \S/m.test(start)))
    return "asciidoc";
  if (/\.rst$/i.test(file) || /^\.\. [\w-]+::|^\.\. _[\w-]+:/m.test(start)) return "rest";
  if (isSlow(text)) return "text";
  return isPasted.test(text) || isRuled.test(text) ? "text" : markupOf(file, text);
}

/** Checks whether a text begins with titles of codes and other columns, and with rows that have as many cells or more. */
function isCsv(text: string): boolean {
  const lines = text.split("\n", 20).filter((line) => line.trim() !== "");
  return [",", ";"].some((separator) => {
    const [titles = [], ...rows] = lines.map((line) => line.split(separator));
    const roles = titles.map(roleOf);
    const areKnown = roles.includes("code") && roles.filter((role) => role !== "other").length > 1;
    return areKnown && rows.length > 1 && rows.every(({ length }) => length >= titles.length);
  });
}

/** Checks whether the parser of Markdown needs seconds for a text. The reader of text knows tables and headings, too. */
function isSlow(text: string): boolean {
  return text.length > maxMarkdown || /[^\n]{20000}|^(?:[>\s]{0,3}>){50}/m.test(text);
}

function markupOf(file: string, text: string): SourceFormat {
  const start = text.slice(0, 20_000);
  if (isMarkdownFile.test(file)) return hasMarkdown.test(text) ? "markdown" : "text";
  if (/^#{1,6} \S|^(?:```|~~~)|^---\n[\s\S]{0,2000}?\n---\n|\]\(\S+\)/m.test(start)) return "markdown";
  return /<(?:table|h[1-6]|dl|ul|p|div)\b[^>]*>/i.test(start) ? "html" : "text";
}

/** Tables below each other without an empty line, which are one table in Markdown, as pages lose them when they are pasted. */
const isPasted = /\|[^\n]{0,400}\n(?:[^\n|]{1,200}\n){0,3}[^\n|]{0,200}\|[^\n]{0,400}\n\|?[ \t]*:?-{3,}[-:| \t]*$/m;

/** Rows in pipes that a line of dashes follows each, which are titles in Markdown. */
const isRuled = /(?:^[^\n|]{1,200} \| [^\n]{1,2000}\n---\n){3}/m;

/** Titles, listings, links, elements and lists, one of which a page in Markdown has. */
const hasMarkdown =
  /^#{1,6} \S|^[ \t]*(?:```|~~~)|\]\(|^[=-]{3,}[ \t]*$|^[ \t]*<\/?[A-Za-z!]|^[ \t]*[*+] |\*\*\S|^[ \t]+[-\d]|^:|^ {4}\S/m;

const maxMarkdown = 1_000_000;
const isMarkdownFile = /\.(?:mdx?|markdown)$/i;

const documents: Readonly<Record<SourceFormat, (source: SourceText) => Document>> = {
  asciidoc: ({ text }) => readAsciidoc(text),
  csv: ({ text }) => readCsv(text),
  html: ({ text }) => readHtml(text),
  markdown: ({ text, file }) => readMarkdown(text, { isMdx: /\.mdx$/i.test(file) }),
  rest: ({ text }) => readRest(text),
  text: ({ text }) => readText(text),
};
