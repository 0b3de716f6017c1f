import { embeddedIn, readData, readToml, readValue } from "./data/index.ts";
import { readAsciidoc, readCsv, readHtml, readMarkdown, readRest, readText } from "./document/index.ts";
import { readDocument } from "./extract/index.ts";
import type { Reading, SourcePosition, SourceText } from "./facts.ts";

/** A format of sources. */
type SourceFormat = "asciidoc" | "csv" | "html" | "markdown" | "rest" | "text";

/** Recognises the format of a source by its shape and reads its errors. */
export function readSource(source: SourceText): Reading {
  const data = /\.toml$/i.test(source.file) ? readToml(source) : mayBeData(source) ? readData(source) : undefined;
  if (data !== undefined) return data;
  const format = formatOf(source);
  const reading = readers[format](source);
  if (reading.facts.length === 0 && format === "html") return readEmbedded(source, reading);
  if (reading.facts.length > 0 || format !== "markdown") return reading;
  // Pages that were pasted into a Markdown file have tables that are not Markdown tables.
  const asText = readers.text(source);
  return new Set(asText.facts.map(({ code }) => code)).size > 2 ? asText : reading;
}

/** Reads the data within a page whose elements have no codes. Its positions are those of the page. */
function readEmbedded(source: SourceText, page: Reading): Reading {
  const { values, texts } = embeddedIn(source.text);
  const inside = { file: source.file.replace(/\.\w{1,8}$|$/, ".data"), line: 1, column: 1 };
  const readings = [
    ...values.flatMap((value) => readValue(value, () => inside) ?? []),
    ...texts.map((text) => readSource({ file: inside.file, text })),
  ];
  const moved = <Item extends { readonly source: SourcePosition }>(items: readonly Item[]): readonly Item[] =>
    items.map((item) => ({ ...item, source: { ...inside, file: source.file } }));
  return {
    ...page,
    facts: moved(readings.flatMap(({ facts }) => facts)),
    decoys: [...page.decoys, ...moved(readings.flatMap(({ decoys }) => decoys))],
    unread: page.unread,
    bodies: moved(readings.flatMap(({ bodies }) => bodies)),
  };
}

/** Checks whether a source may be JSON or YAML: by its name, or because it begins like JSON or like a document of OpenAPI. */
function mayBeData({ file, text }: SourceText): boolean {
  if (/\.(?:json|ya?ml)$/i.test(file)) return true;
  if (/\.\w{1,8}$/.test(file) && !/^https?:/.test(file)) return false;
  return /^\s*[[{]\s*["{\]}]|^(?:openapi|swagger): /m.test(text.slice(0, 2_000)) && /^\s*(?:[[{]|[\w-]+:\s)/.test(text);
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
  if (/\.(?:csv|tsv)$/i.test(file)) return "csv";
  if (/\.(?:adoc|asciidoc|asc)$/i.test(file) || (/^\|===\s*$/m.test(start) && /^={1,6} \S/m.test(start)))
    return "asciidoc";
  if (/\.rst$/i.test(file) || /^\.\. [\w-]+::|^\.\. _[\w-]+:/m.test(start)) return "rest";
  // The parser of Markdown needs about 10 s for 1 MB; the reader of text knows tables and headings, too.
  if (text.length > maxMarkdown || /[^\n]{20000}|^(?:[>\s]{0,3}>){50}/m.test(text)) return "text";
  if (isPasted.test(text)) return "text";
  if (/\.(?:mdx?|markdown)$/i.test(file)) return "markdown";
  if (/^#{1,6} \S|^(?:```|~~~)|^---\n[\s\S]{0,2000}?\n---\n|\]\(\S+\)/m.test(start)) return "markdown";
  if (/<(?:table|h[1-6]|dl|ul|p|div)\b[^>]*>/i.test(start)) return "html";
  return "text";
}

/** Tables below each other without an empty line, which are one table in Markdown, as pages lose them when they are pasted. */
const isPasted = /\|[^\n]{0,400}\n(?:[^\n|]{1,200}\n){0,3}[^\n|]{0,200}\|[^\n]{0,400}\n\|?[ \t]*:?-{3,}[-:| \t]*$/m;

const maxMarkdown = 500_000;

const readers: Readonly<Record<SourceFormat, (source: SourceText) => Reading>> = {
  asciidoc: (source) => readDocument(readAsciidoc(source.text), source),
  csv: (source) => readDocument(readCsv(source.text), source),
  html: (source) => readDocument(readHtml(source.text), source),
  markdown: (source) => readDocument(readMarkdown(source.text, { isMdx: /\.mdx$/i.test(source.file) }), source),
  rest: (source) => readDocument(readRest(source.text), source),
  text: (source) => readDocument(readText(source.text), source),
};
