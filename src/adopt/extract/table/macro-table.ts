import type { TableBlock } from "../../document/block.ts";
import { mostlyFailures } from "../../evidence/index.ts";
import { type Candidate, found } from "../candidate.ts";

/** A row such as `#define NO_CARD 101`. */
const macro = /^#\s?define\s+([A-Za-z]\w*)\s+\(?\s?(-?\d{1,9})\s?\)?$/;

/**
 * Reads a table of macros, each with its description in the next row, as references of C that are generated from comments have.
 * Numbers are sent, so they are the codes.
 */
export function macrosIn({ rows }: TableBlock): readonly Candidate[] {
  const texts = rows.map(({ cells, isTitle }) =>
    isTitle
      ? ""
      : cells
          .map(({ text }) => text)
          .join(" ")
          .trim(),
  );
  const macros = texts.flatMap((text, index) => {
    const [, name = "", code = ""] = macro.exec(text) ?? [];
    const next = texts[index + 1] ?? "";
    const meaning = next.startsWith("#") ? "" : next.replace(/\s+More\.{3}$/, "");
    return code === "" ? [] : [{ name, code, meaning, offset: rows[index]?.cells[0]?.offset ?? 0 }];
  });
  const named = macros.filter(({ name }) => /(?:^|_)(?:E|ERR|ERROR)(?:_|\d|$)/.test(name));
  const areErrors =
    (macros.length > 2 && named.length * 2 > macros.length) ||
    mostlyFailures(macros.map(({ name }) => name)) ||
    mostlyFailures(macros.map(({ meaning }) => meaning));
  const areUnique = new Set(macros.map(({ code }) => code)).size === macros.length;
  if (!areErrors || !areUnique) return [];
  return macros.map(({ name, code, meaning, offset }) => ({
    code,
    rank: "code",
    offset,
    place: "table",
    isNumbered: true,
    found: [
      found("code", code, offset),
      found("title", name, offset),
      ...(meaning === "" ? [] : [found("meaning", meaning, offset)]),
    ],
  }));
}
