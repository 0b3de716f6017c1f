import { coloursOf } from "../colours.ts";
import { type Flag, type Invocation, type Terminal, UsageError } from "../verb.ts";
import type { FindingReport } from "./finding.ts";
import { type ReportFormat, reportFormats } from "./format-report.ts";
import { formatText } from "./format-text.ts";
import { widthOf } from "./wrap.ts";

/** Flags of every command that reports findings. */
export const reportFlags: Readonly<Record<"format", Flag>> = {
  format: { type: "string", value: "name", help: `text (default), ${Object.keys(reportFormats).join(", ")}` },
};

/** Prints a report in the format that the command line asks for. @throws UsageError for an unknown format */
export function writeReport(
  report: FindingReport,
  { flags: { format = "text" } }: Invocation,
  { stdout }: Terminal,
): void {
  if (format === "text") {
    stdout.write(formatText(report, coloursOf(stdout), widthOf(stdout)));
    return;
  }
  if (typeof format !== "string" || !Object.hasOwn(reportFormats, format)) {
    const expected = ["text", ...Object.keys(reportFormats)].join(", ");
    throw new UsageError(`expected one of ${expected} after --format, received "${String(format).slice(0, 40)}".`);
  }
  stdout.write(reportFormats[format as ReportFormat](report));
}

/** Sources after which the progress is printed again. */
const step = 50;
/** Sources that are read before somebody wonders what happens. */
const minimum = 200;

/** Returns a function that prints how many sources have been read: in one line of a terminal, or once in a log. */
export function progressOn({ stderr, colours }: Terminal, total: number): (read: number) => void {
  const isTerminal = (stderr as Partial<NodeJS.WriteStream>).isTTY === true;
  if (total < minimum) return () => {};
  if (!isTerminal) return (read) => void (read === 0 && stderr.write(`Reading the errors of ${total} files.\n`));
  return (read) => {
    if (read === total - 1) stderr.write("\r\u001b[2K");
    else if (read % step === 0) stderr.write(`\r${colours.dim(`Read the errors of ${read} of ${total} files`)}`);
  };
}
