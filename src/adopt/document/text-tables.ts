/** A row of a table that is drawn with characters. */
export interface TextRow {
  readonly cells: readonly string[];
  readonly isHeader: boolean;
  readonly offset: number;
}

/** A line of such a table. */
export interface TableLine {
  readonly text: string;
  readonly offset: number;
}

/** Checks whether a line is the border of a grid table: `+-----+----+`. */
export function isGridBorder(line: string): boolean {
  return /^\+(?:[-=]{2,}\+)+$/.test(line);
}

/** Checks whether a line is the border of a simple table: `=====  ====`. */
export function isSimpleBorder(line: string): boolean {
  return /^={2,}(?: +={2,})+$/.test(line);
}

/** Reads a grid table. A cell that spans several rows is repeated; one that spans columns fills the first of them. */
export function gridRows(drawn: readonly TableLine[]): readonly TextRow[] {
  const lines = withBorders(drawn);
  const columns = Array.from((lines[0]?.text ?? "").matchAll(/\+/g), ({ index }) => index);
  const rows: TextRow[] = [];
  let isHeader = lines.some(({ text }) => /^\+=+/.test(text));
  let row: { cells: readonly string[]; offset: number | undefined } = { cells: [], offset: undefined };
  for (const { text, offset } of lines) {
    if (/^\+[-=]/.test(text)) {
      if (row.offset !== undefined) rows.push({ cells: row.cells, isHeader, offset: row.offset });
      row = { cells: continued(row.cells, text, columns), offset: undefined };
      if (/^\+=/.test(text)) isHeader = false;
    } else {
      const cells = partsOf(text, columns).map((part, index) => joined(row.cells[index] ?? "", part));
      row = { cells, offset: row.offset ?? offset };
    }
  }
  return rows;
}

/** Adds the borders between rows where they only stand around the titles and all rows, as databases print tables. */
function withBorders(lines: readonly TableLine[]): readonly TableLine[] {
  const [top] = lines;
  const borders = lines.flatMap(({ text }, index) => (/^\+[-=]/.test(text) ? [index] : []));
  // A border of equals signs belongs to reStructuredText, which divides all rows.
  if (top === undefined || borders.length > 3 || lines.some(({ text }) => /^\+=/.test(text))) return lines;
  const first = borders.at(-2) ?? 0;
  return lines.flatMap((line, index) => {
    const isNext = index > first + 1 && /^\|[^|]*[^\s|]/.test(line.text);
    return isNext ? [{ text: top.text, offset: line.offset }, line] : [line];
  });
}

/** Returns the cells that a border leaves open, so that they continue below it. */
function continued(cells: readonly string[], border: string, columns: readonly number[]): readonly string[] {
  return columns.slice(0, -1).map((start, index) => {
    const isClosed = /^[-=+]*$/.test(border.slice(start + 1, columns[index + 1]));
    return isClosed ? "" : (cells[index] ?? "");
  });
}

/** Cuts a line at the columns' borders; a border inside a cell that spans columns is not one. */
function partsOf(line: string, columns: readonly number[]): readonly string[] {
  return columns.slice(0, -1).map((start, index) => {
    const end = columns[index + 1] ?? line.length;
    return line[start] === "|"
      ? line
          .slice(start + 1, end)
          .replace(/\|\s*$/, "")
          .trim()
      : line.slice(start, end).trim();
  });
}

function joined(before: string, part: string): string {
  // Targets, and the marks of line blocks, are not text.
  const text = part.replace(/^\.\. _[^:]+:$/, "").replace(/^\| /, "");
  if (text === "" || before === "") return before + text;
  return `${before}\n${text}`;
}

/** Reads a simple table, whose columns are those of its border. A line without its first cell continues the row above. */
export function simpleRows(lines: readonly TableLine[]): readonly TextRow[] {
  const border = lines[0]?.text ?? "";
  const columns = Array.from(border.matchAll(/=+/g), ({ index, 0: { length } }) => [index, index + length] as const);
  const hasHeader = lines.filter(({ text }) => isSimpleBorder(text)).length > 2;
  const rows: { cells: readonly string[]; isHeader: boolean; offset: number }[] = [];
  let borders = 0;
  for (const { text, offset } of lines) {
    if (isSimpleBorder(text)) borders += 1;
    if (isSimpleBorder(text) || /^[-\s]*$/.test(text)) continue;
    const cells = columns.map(([start, end], index) =>
      text.slice(start, index === columns.length - 1 ? undefined : end).trim(),
    );
    const last = rows.at(-1);
    if (cells[0] !== "" || last === undefined) rows.push({ cells, isHeader: hasHeader && borders === 1, offset });
    else last.cells = last.cells.map((cell, index) => joined(cell, cells[index] ?? ""));
  }
  return rows;
}
