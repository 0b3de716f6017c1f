/** Compares a contract with the pages that document its errors. */
export { type BrokenLink, linkDrift, linkedPages } from "./link-drift.ts";
export { type DocumentedCode, type PageDrift, pageDrift, type StatusDrift } from "./page-drift.ts";
