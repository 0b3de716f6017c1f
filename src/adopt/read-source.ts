import { readHtml, readMarkdown } from "./document/index.ts";
import { readDocument } from "./extract/index.ts";
import type { Reading, SourceText } from "./facts.ts";

/** A format of sources. */
type SourceFormat = "html" | "markdown";

/** Recognises the format of a source by its shape and reads what it says about errors. */
export function readSource(source: SourceText): Reading {
  return readers[formatOf(source)](source);
}

/** Returns the format of a source, by its shape first and by the name of its file second. */
function formatOf({ file, text }: SourceText): SourceFormat {
  const start = text.slice(0, 4_000);
  if (/^\s*(?:<!doctype html|<html|<\?xml[^>]*>\s*<!doctype html)/i.test(start)) return "html";
  if (/\.(?:html?|xhtml)$/i.test(file)) return "html";
  return "markdown";
}

const readers: Readonly<Record<SourceFormat, (source: SourceText) => Reading>> = {
  html: (source) => readDocument(readHtml(source.text), source),
  markdown: (source) => readDocument(readMarkdown(source.text, { isMdx: /\.mdx$/i.test(source.file) }), source),
};
