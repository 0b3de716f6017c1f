import { readText } from "../document/index.ts";
import { readDocument } from "../extract/index.ts";
import type { Fact, SourceText } from "../facts.ts";

/** A row or a border of a table, behind the marks of a comment. */
const isRow = /^[ \t]*(?:\/\/[/!]?|[*#]|--)?[ \t]*(?=\||\+[-=]{2,}\+)/;
/** Fewest lines of a table: its titles, a border and a row. */
const minLines = 3;

/** Reads the statuses and the meanings of codes in tables of comments, as those of a class of errors that lists its numbers. */
export function readCommentTables({ file, text }: SourceText, codes: ReadonlySet<string>): readonly Fact[] {
  return tablesIn(text).flatMap((table) =>
    readDocument(readText(table), { file, text: table }).facts.flatMap((one): readonly Fact[] => {
      const isKnown = codes.has(one.code) && (one.field === "status" || one.field === "meaning");
      return isKnown ? [{ ...one, confidence: "derived" }] : [];
    }),
  );
}

/** Returns the tables, each with as many empty lines before it as the source has. */
function tablesIn(text: string): readonly string[] {
  const tables: string[] = [];
  let rows: string[] = [];
  for (const [index, line] of [...text.split("\n"), ""].entries()) {
    const [mark] = isRow.exec(line) ?? [];
    if (mark !== undefined) rows.push(" ".repeat(mark.length) + line.slice(mark.length));
    else {
      if (rows.length >= minLines) tables.push(`${"\n".repeat(index - rows.length)}${rows.join("\n")}\n`);
      rows = [];
    }
  }
  return tables;
}
