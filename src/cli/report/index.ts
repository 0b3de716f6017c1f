/** Writes findings for people, code hosts and CI systems, and stored errors for people. */
export type { Finding, FindingLocation, FindingReport, Severity } from "./finding.ts";
export { occurrenceLine, occurrenceText } from "./occurrence-text.ts";
export { reportFlags, writeReport } from "./write-report.ts";
