/** Compares a contract with the page that documents its errors. */
export { type PageDrift, pageDrift } from "./page-drift.ts";
