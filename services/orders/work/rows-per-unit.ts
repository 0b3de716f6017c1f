/** Rows of a table that one unit pays for. */
export const rowsPerUnit = 1_000;
