import type { Finding, FindingReport, Severity } from "./finding.ts";

/** Formats for programs; `text` is written by `formatText`. */
export type ReportFormat = "json" | "markdown" | "github" | "junit" | "sarif";

/** Every format, with what reads it. */
export const reportFormats: Readonly<Record<ReportFormat, (report: FindingReport) => string>> = {
  json: ({ tool, summary, findings }) => `${JSON.stringify({ tool, summary, findings }, null, 2)}\n`,
  markdown: formatMarkdown,
  github: formatGithub,
  junit: formatJunit,
  sarif: formatSarif,
};

/** Markdown for the description of a pull request or a release. */
function formatMarkdown({ summary, findings, titles }: FindingReport): string {
  const sections = (["error", "warning", "note"] as const).flatMap((severity) => {
    const group = findings.filter((finding) => finding.severity === severity);
    if (group.length === 0) return [];
    return [`### ${titles[severity]}\n\n${group.map(markdownItem).join("\n")}\n`];
  });
  return `${summary}\n\n${sections.join("\n")}`;
}

function markdownItem({ subject, text, fix, waived }: Finding): string {
  const advice = waived === undefined ? (fix === undefined ? "" : ` *${fix}*`) : ` *Waived: ${waived}*`;
  return `- \`${subject}\`: ${text}${advice}`;
}

/** Annotations of a GitHub workflow. @see GitHub's documentation "Workflow commands" */
function formatGithub({ findings }: FindingReport): string {
  const commands: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", note: "notice" };
  return findings
    .filter(({ waived }) => waived === undefined)
    .map(({ rule, severity, subject, text, fix, location }) => {
      const place =
        location === undefined ? "" : `file=${property(location.file)},line=${location.line},col=${location.column},`;
      return `::${commands[severity]} ${place}title=${property(`${subject} ${rule}`)}::${data(`${text} ${fix ?? ""}`.trim())}\n`;
    })
    .join("");
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** A JUnit report, in which each error is a failed test. Waived findings and notes pass. */
function formatJunit({ tool, findings }: FindingReport): string {
  const failed = findings.filter(isFailure);
  const cases = findings.map((finding) => {
    const { rule, subject, text, why, fix } = finding;
    const open = `    <testcase classname="${xml(rule)}" name="${xml(`${subject}: ${text}`)}"`;
    if (!isFailure(finding)) return `${open}/>`;
    return `${open}>\n      <failure message="${xml(text)}">${xml([why, fix].filter((part) => part !== undefined).join("\n"))}</failure>\n    </testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${findings.length}" failures="${failed.length}">`,
    `  <testsuite name="${xml(tool)}" tests="${findings.length}" failures="${failed.length}">`,
    ...cases,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function isFailure({ severity, waived }: Finding): boolean {
  return severity === "error" && waived === undefined;
}

/** Escapes a text, and drops the control characters that XML 1.0 does not allow. */
function xml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to drop
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      .replaceAll("\n", "&#10;")
  );
}

/** @see SARIF 2.1.0 (OASIS), the format of code scanning */
function formatSarif({ tool, findings }: FindingReport): string {
  const rules = new Map(findings.map(({ rule, why }) => [rule, why]));
  const run = {
    tool: {
      driver: {
        name: tool,
        rules: [...rules].map(([id, why]) => ({ id, shortDescription: { text: why } })),
      },
    },
    results: findings.map(sarifResult),
  };
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [run],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function sarifResult({ rule, severity, subject, text, fix, waived, location }: Finding): object {
  return {
    ruleId: rule,
    level: severity,
    message: { text: [`${subject}: ${text}`, fix].filter((part) => part !== undefined).join(" ") },
    locations: [
      {
        ...(location === undefined
          ? {}
          : {
              physicalLocation: {
                artifactLocation: { uri: location.file },
                region: { startLine: location.line, startColumn: location.column },
              },
            }),
        logicalLocations: [{ fullyQualifiedName: subject }],
      },
    ],
    ...(waived === undefined ? {} : { suppressions: [{ kind: "external", justification: waived }] }),
  };
}
