import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CsvRecord, csvReader, detectDialect } from "./csv-reader.ts";

function readAll(text: string, delimiter = ",", maxCells = Number.POSITIVE_INFINITY): CsvRecord[] {
  const reader = csvReader(text, delimiter);
  const records: CsvRecord[] = [];
  for (let record = reader.next(maxCells); record !== undefined; record = reader.next(maxCells)) records.push(record);
  return records;
}

const cellsOf = (text: string, delimiter?: string) => readAll(text, delimiter).map(({ cells }) => cells);

describe("csvReader", () => {
  it("reads what a writer according to RFC 4180 writes, with any line break and delimiter", () => {
    const cell = fc.option(
      fc.string({ unit: fc.constantFrom("a", "é", '"', ",", ";", "\n", "\r", " ", "😀"), maxLength: 8 }),
    );
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    const lineBreak = fc.constantFrom("\n", "\r\n", "\r");
    const write = (value: string | null, delimiter: string): string =>
      value === null
        ? ""
        : /[",;\n\r]/.test(value) || value === ""
          ? `"${value.replaceAll('"', '""')}"`
          : value + delimiter.slice(1);
    fc.assert(
      fc.property(
        rows,
        fc.constantFrom(",", ";", "\t"),
        fc.array(lineBreak, { minLength: 6, maxLength: 6 }),
        (table, delimiter, breaks) => {
          const text = table
            .map((cells, index) => cells.map((value) => write(value, delimiter)).join(delimiter) + breaks[index])
            .join("");
          expect(cellsOf(text, delimiter)).toEqual(table);
        },
      ),
    );
  });

  it("reads records that end with CR LF, LF and CR in one file", () => {
    expect(cellsOf("name\r\nAda\nBob\r\nEve\rZoe")).toEqual([["name"], ["Ada"], ["Bob"], ["Eve"], ["Zoe"]]);
  });

  it("distinguishes a cell without characters from empty text", () => {
    expect(cellsOf('a,,""\n,"",\n')).toEqual([
      ["a", null, ""],
      [null, "", null],
    ]);
  });

  it.each([3, 20_001])("unescapes every pair of quotation marks in a cell of %i characters", (length) => {
    const text = '"é,'.repeat(length).slice(0, length);
    expect(cellsOf(`"${text.replaceAll('"', '""')}",b`)).toEqual([[text, "b"]]);
  });

  it("skips empty lines and reports the line on which each record ends", () => {
    const lines = readAll('id,note\n\n1,"two\nlines"\r\n\r\n2,"a\r\nb\rc"\n3,c').map(({ line }) => line);
    expect(lines).toEqual([1, 4, 8, 9]);
  });

  it.each([
    ['1"2,3\na,b', "bare_quote", 1],
    ['"1"x,2\na,b', "text_after_quote", 1],
    ['"1" ,2\na,b', "text_after_quote", 1],
    ['a,"b\nc', "unclosed_quote", 1],
    ['a,b\n"c""', "unclosed_quote", 2],
  ])("reports the problem of %j and its line", (text, problem, line) => {
    expect(readAll(text).filter((record) => record.problem !== undefined)).toMatchObject([{ problem, line }]);
  });

  it("continues on the line after a problem", () => {
    expect(readAll('a,b\n1"2,3\n4,5\n').map(({ cells, problem }) => problem ?? cells)).toEqual([
      ["a", "b"],
      "bare_quote",
      ["4", "5"],
    ]);
  });

  it("counts the cells above the limit without returning them", () => {
    expect(readAll("a,b,c,d\n1,2\n", ",", 2)).toMatchObject([
      { cells: ["a", "b"], count: 4 },
      { cells: ["1", "2"], count: 2 },
    ]);
  });

  it.each([
    ["quotation marks", '"'.repeat(10_000_001)],
    ["delimiters", ",".repeat(10_000_000)],
    ["line breaks", "\r\n".repeat(5_000_000)],
    ["cells of one line break each", '"\n",'.repeat(2_500_000)],
    ["rows with problems", 'a"\n'.repeat(3_333_333)],
  ])("reads 10 MB of %s in less than five seconds", (_, text) => {
    const start = performance.now();
    const reader = csvReader(text, ",");
    while (reader.next(100) !== undefined);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe("detectDialect", () => {
  it.each([
    ["a,b\n1,2\n", ","],
    ["a;b\n1,5;2\n", ";"],
    ["a\tb\n1,5\t2;3\n", "\t"],
    ["a|b\n1|2\n", "|"],
    ['"a;b";c,d\n1;2\n', ";"],
    ["name\nAda\n", ""],
    ["note\nhello, world\nplain\nplain\n", ""],
    ["Sales 2026\na;b\n1;2\n3;4\n", ";"],
    ["sep=|\na|b,c,d\n", "|"],
    ["SEP=;\r\na;b", ";"],
    ["", ""],
  ])("detects the delimiter of %j", (text, delimiter) => {
    expect(detectDialect(text).delimiter).toBe(delimiter);
  });

  it.each([
    ["a, b;c\n1,5;2\n", true],
    ["a,b;c\n", true],
    ["a,b;c;d\n1,2;3;4\n", false],
    ["a,b;c\n1;2\n", false],
    ["a;b\n1,5;2,5\n", false],
    ["sep=;\na,b;c\n", false],
    ["a\n1\n", false],
  ])("reports whether two delimiters divide %j equally well: %j", (text, isAmbiguous) => {
    expect(detectDialect(text).isAmbiguous).toBe(isAmbiguous);
  });

  it("removes a first line that names the delimiter", () => {
    expect(detectDialect("sep=;\r\na;b\n")).toEqual({ delimiter: ";", isAmbiguous: false, unusual: "", text: "a;b\n" });
    expect(detectDialect("sep=;x\n").text).toBe("sep=;x\n");
  });
});
