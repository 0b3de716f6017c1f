/** Reads tables: finds their columns by titles and content, and the errors of their rows. */
export { type Label, numbersErrors, readTable, recordsOf, type TableContext, type TableReading } from "./read-table.ts";
export { joinedTables } from "./small-tables.ts";
export { listsNumbers, titlesOfShown } from "./table-columns.ts";
