import type { BlockText, Span } from "./block.ts";

/** Collects the text of one block and the runs that are marked in it. White space is collapsed as browsers do. */
export class TextBuilder {
  readonly level: number | undefined;
  readonly #spans: Span[] = [];
  readonly #marks: { readonly mark: Span["mark"]; readonly start: number }[] = [];
  #text = "";
  #offset: number | undefined;
  /** Whether nothing stands behind a code in capitals or a number. */
  #endsWithCode = false;

  /** @param level level of a heading; undefined for other blocks */
  constructor(level?: number) {
    this.level = level;
  }

  add(text: string, offset: number): void {
    if (this.#text.length > maxLength) return;
    let added = text === "\n" ? "\n" : text.replaceAll(invisible, "").replaceAll(/\s+/g, " ");
    if (/(?:^|\s)$/.test(this.#text)) added = added.replace(/^ +/, "");
    // Styles divide a code from the title behind it: `<code>NO_BOOK</code>No such book`.
    if (this.#endsWithCode && /^[A-Z][a-z]/.test(added)) added = ` ${added}`;
    this.#endsWithCode = false;
    if (added === "" || (added === "\n" && this.#text === "")) return;
    if (this.#text === "" || this.#offset === undefined)
      this.#offset = offset + (text.length - text.trimStart().length);
    this.#text += added;
  }

  openSpan(mark: Span["mark"]): void {
    this.#marks.push({ mark, start: this.#text.length });
  }

  closeSpan(mark: Span["mark"]): void {
    const at = this.#marks.findLastIndex((open) => open.mark === mark);
    const [open] = at < 0 ? [] : this.#marks.splice(at, 1);
    if (open === undefined) return;
    const text = this.#text.slice(open.start);
    this.#endsWithCode = mark === "code" && /^[A-Z\d][A-Z\d_.-]{2,}$/.test(text);
    const start = open.start + (text.length - text.trimStart().length);
    if (text.trim() !== "" && this.#spans.length < maxSpans) this.#spans.push({ mark, text: text.trim(), start });
  }

  /** @param offset position of a block without text */
  finish(offset: number): BlockText {
    const text = this.#text.replaceAll(/ *\n\s*/g, "\n").trim();
    // Collapsed line breaks move later runs by a few characters, so each is found again.
    let from = 0;
    const spans = this.#spans.flatMap((span): readonly Span[] => {
      const wanted = span.text.replaceAll(/ *\n\s*/g, "\n");
      const start = text.indexOf(wanted, Math.max(0, Math.min(from, span.start - 8)));
      if (start < 0) return [];
      from = start;
      return [{ ...span, text: wanted, start }];
    });
    return { text, spans, offset: this.#offset ?? offset };
  }
}

/** Longest text of one block, in characters. */
const maxLength = 20_000;
const maxSpans = 500;
/** Zero-width characters, soft hyphens and the signs of permanent links. */
const invisible = /[\u00ad\u200b-\u200d\u2060\ufeff¶]/g;
