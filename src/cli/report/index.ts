/** Writes findings, progress, questions and stored errors for people, and findings for code hosts and CI systems. */
export { askStatuses } from "./ask-statuses.ts";
export type { Finding, FindingLocation, FindingReport, Severity } from "./finding.ts";
export { formatAdoption, type ReportLength } from "./format-adoption.ts";
export { occurrenceLine, occurrenceText } from "./occurrence-text.ts";
export { widthOf, wrap } from "./wrap.ts";
export { progressOn, reportFlags, writeReport } from "./write-report.ts";
