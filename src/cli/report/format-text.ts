import type { Colours } from "../colours.ts";
import type { Finding, FindingLocation, FindingReport, Severity } from "./finding.ts";
import { wrap } from "./wrap.ts";

/** Formats a report for a terminal, with lines of at most `width` characters. */
export function formatText({ summary, findings, titles }: FindingReport, colours: Colours, width = 100): string {
  const sections = severities.flatMap((severity) => {
    const group = findings.filter((finding) => finding.severity === severity);
    if (group.length === 0) return [];
    const title = `${titles[severity]} (${group.length})`;
    const heading = severity === "error" ? colours.bad(title) : colours.bold(title);
    return [`${heading}\n\n${group.map((finding) => formatFinding(finding, colours, width)).join("\n\n")}\n`];
  });
  return `${[...sections, wrap(summary, "", width).join("\n")].join("\n")}\n`;
}

const severities: readonly Severity[] = ["error", "warning", "note"];

function formatFinding(
  { rule, subject, text, why, fix, waived, location, severity }: Finding,
  colours: Colours,
  width: number,
): string {
  const at = location === undefined ? "" : colours.dim(`  ${location.file}:${location.line}:${location.column}`);
  const frame = location === undefined || severity === "note" ? [] : [frameOf(location, colours, width)];
  const lines = [
    `  ${colours.bold(subject)}  ${rule}${at}`,
    ...frame,
    ...wrap(text.replaceAll("`", ""), "    ", width),
  ];
  if (waived !== undefined) return [...lines, ...wrap(`Waived: ${waived}`, "    ", width).map(colours.dim)].join("\n");
  if (severity !== "note") lines.push(...wrap(`Why: ${why}`, "    ", width).map(colours.dim));
  if (fix !== undefined) lines.push(...wrap(`Fix: ${fix}`, "    ", width));
  return lines.join("\n");
}

/** Shows the line; of a long one, such as one of HTML without line breaks, the part that the finding is about. */
function frameOf({ line, column, source }: FindingLocation, colours: Colours, width: number): string {
  const number = `    ${line} | `;
  const room = width - number.length;
  const start = source.trimEnd().length > room && column > room / 2 ? column - Math.floor(room / 4) : 0;
  const text = `${start === 0 ? "" : "…"}${source.slice(start).trimEnd()}`;
  return colours.dim(number + (text.length > room ? `${text.slice(0, room - 1)}…` : text));
}
