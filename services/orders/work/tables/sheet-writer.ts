import type { ReceivedFile } from "../../../shared/files/index.ts";
import type { OutputFile } from "../output-file.ts";
import { type Cell, isoDate, type TableWriter } from "./convert-table.ts";
import { zipWriter } from "./zip-writer.ts";

/** Writes an Excel workbook with one sheet, row by row. */
export interface SheetWriter extends TableWriter {
  finish(): ReceivedFile;
}

/** Text to compress at once, in characters. */
const pieceLength = 256 * 1024;
const dayMs = 24 * 60 * 60 * 1000;
/** Day 0 of Excel's calendar, which counts a 29 February 1900. It is exact from 1 March 1900, day 61, on. */
const dayZero = Date.UTC(1899, 11, 30);
const firstExactDay = 61;
/** Indexes of `cellXfs` in the styles. */
const style = { header: 1, date: 2 } as const;

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relationships = "http://schemas.openxmlformats.org/package/2006/relationships";
const officeDocument = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const contentType = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** The parts of a workbook besides the sheet. @see ECMA-376 part 1, section 18 */
const parts: Readonly<Record<string, string>> = {
  "[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${contentType}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${contentType}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${contentType}.styles+xml"/></Types>`,
  "_rels/.rels": `<Relationships xmlns="${relationships}"><Relationship Id="rId1" Type="${officeDocument}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  "xl/workbook.xml": `<workbook xmlns="${main}" xmlns:r="${officeDocument}"><sheets><sheet name="Table" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${relationships}"><Relationship Id="rId1" Type="${officeDocument}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${officeDocument}/styles" Target="styles.xml"/></Relationships>`,
  "xl/styles.xml": `<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf xfId="0"/><xf fontId="1" applyFont="1" xfId="0"/><xf numFmtId="164" applyNumberFormat="1" xfId="0"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
};

/** Creates a writer. */
export function sheetWriter(output: OutputFile): SheetWriter {
  const zip = zipWriter(output);
  for (const [path, xml] of Object.entries(parts)) {
    zip.entry(path);
    zip.write(declaration + xml);
  }
  zip.entry("xl/worksheets/sheet1.xml");
  let buffered = `${declaration}<worksheet xmlns="${main}"><sheetData>`;
  let letters: readonly string[] = [];
  let rows = 0;

  function writeRow(toXml: (reference: string, position: number) => string): void {
    rows += 1;
    const cells = letters.map((letter, position) => toXml(`${letter}${rows}`, position)).join("");
    buffered += `<row r="${rows}">${cells}</row>`;
    if (buffered.length < pieceLength) return;
    zip.write(buffered);
    buffered = "";
  }

  return {
    header(names) {
      letters = names.map((_, position) => columnLetters(position));
      writeRow((reference, position) => textCell(reference, names[position] ?? "", style.header));
    },
    row: (cells) => writeRow((reference, position) => cellXml(reference, cells[position] ?? null)),
    finish() {
      zip.write(`${buffered}</sheetData></worksheet>`);
      return zip.finish();
    },
  };
}

function cellXml(reference: string, cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return `<c r="${reference}"><v>${cell}</v></c>`;
  if (typeof cell === "boolean") return `<c r="${reference}" t="b"><v>${cell ? 1 : 0}</v></c>`;
  if (typeof cell === "string") return textCell(reference, cell);
  const day = (cell.getTime() - dayZero) / dayMs;
  // Excel has no dates before 1900, and shows January and February 1900 one day late.
  if (day < firstExactDay) return textCell(reference, isoDate(cell));
  return `<c r="${reference}" s="${style.date}"><v>${day}</v></c>`;
}

function textCell(reference: string, text: string, styleIndex?: number): string {
  const attributes = styleIndex === undefined ? "" : ` s="${styleIndex}"`;
  return `<c r="${reference}"${attributes} t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;
}

/** Characters that XML cannot contain are written as _xHHHH_, and text that looks like it is escaped in the same way. */
function escapeXml(text: string): string {
  return text.replace(/[&<>\r\v\f\ufffe\uffff]|_(?=x[\da-f]{4}_)/gi, (character) => {
    const entity = { "&": "&amp;", "<": "&lt;", ">": "&gt;" }[character];
    return entity ?? `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`;
  });
}

/** Returns the letters of a column: A to Z, AA, … @param position from 0 */
function columnLetters(position: number): string {
  const last = String.fromCharCode(65 + (position % 26));
  return position < 26 ? last : columnLetters(Math.floor(position / 26) - 1) + last;
}
