/** Writes findings for people, code hosts and CI systems. */
export type { Finding, FindingLocation, FindingReport, Severity } from "./finding.ts";
export { reportFlags, writeReport } from "./write-report.ts";
