import type { Adoption } from "../../adopt/index.ts";

/** How many of the open and omitted facts of an adoption are printed. */
export type ReportLength = "none" | "summary" | "all";

/** Formats what an adoption found, left open, left out and did not understand. */
export function formatAdoption(adoption: Adoption, length: ReportLength): string {
  const { open, repairs, decoys, unread } = adoption;
  const hasNotes = open.length + decoys.length + unread.length > 0;
  if (length === "none") return `${summaryOf(adoption)}.${hasNotes ? " --report lists them." : ""}\n`;
  const sections = [
    section(
      "Open statuses",
      open.map(({ code, reason, source }) => ({ name: code, reason, at: at(source) })),
      length,
    ),
    section(
      "Changed, so that the contract loads",
      repairs.map(({ text }) => ({ name: text, reason: "", at: "" })),
      "all",
    ),
    section(
      "Left out",
      decoys.map(({ name, reason, source }) => ({ name, reason, at: at(source) })),
      length,
    ),
    section(
      "Not understood",
      unread.map(({ text, reason, source }) => ({ name: text, reason, at: at(source) })),
      length,
    ),
  ];
  const isShortened = sections.some(({ isShort }) => isShort);
  const advice = isShortened ? " --report --all prints every name." : "";
  return `${sections.map(({ text }) => text).join("")}${summaryOf(adoption)}.${advice}\n`;
}

function summaryOf({ errors, open, decoys, unread }: Adoption): string {
  const proposed = errors.filter(({ confidence }) => confidence === "guessed").length;
  return [
    plural(errors.length, "code"),
    ...(proposed === 0 ? [] : [`${proposed} proposed`]),
    open.length === 0 ? "every status is stated" : `${open.length} without a status`,
    ...(decoys.length === 0 ? [] : [`${plural(decoys.length, "name")} left out`]),
    ...(unread.length === 0 ? [] : [`${plural(unread.length, "part")} not understood`]),
  ].join(", ");
}

interface Line {
  readonly name: string;
  readonly reason: string;
  /** File and line. */
  readonly at: string;
}

interface Section {
  readonly text: string;
  readonly isShort: boolean;
}

/** Most lines of a section that are printed one by one without `--all`. */
const maxLines = 10;
/** Names of each reason that a summary prints. */
const maxNames = 3;

function section(title: string, lines: readonly Line[], length: ReportLength): Section {
  if (lines.length === 0) return { text: "", isShort: false };
  const isShort = length === "summary" && lines.length > maxLines;
  const body = isShort
    ? summarize(lines)
    : lines.map(({ name, reason, at: place }) => `${name}${reason === "" ? "" : `: ${reason}`}  ${place}`);
  return { text: `${title} (${lines.length})\n${body.map((line) => `  ${oneLine(line)}\n`).join("")}\n`, isShort };
}

/** Counts the lines of each reason, the most frequent first. */
function summarize(lines: readonly Line[]): readonly string[] {
  return [...groupsOf(lines)]
    .toSorted(([, one], [, other]) => other.length - one.length)
    .map(([reason, group]) => {
      const names = group.slice(0, maxNames).map(({ name }) => name.slice(0, 60));
      const more = group.length > maxNames ? ` and ${group.length - maxNames} more` : "";
      return `${String(group.length).padStart(5)}  ${reason}: ${names.join(", ")}${more}  ${group[0]?.at}`;
    });
}

function groupsOf(lines: readonly Line[]): ReadonlyMap<string, readonly Line[]> {
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const reason = reasonOf(line);
    const group = groups.get(reason);
    if (group === undefined) groups.set(reason, [line]);
    else group.push(line);
  }
  return groups;
}

/** Returns the reason without the file, status or count that differs between names. */
function reasonOf({ reason }: Line): string {
  return reason
    .replace(/^not stated in .*/, "not stated")
    .replace(/^conflict: .*/, "conflict")
    .replace(/ in \d+ places/, "")
    .replace(/^mentioned on the page of .*/, "mentioned on the page of another code");
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, " ").trimEnd();
}

function at({ file, line }: { readonly file: string; readonly line: number }): string {
  return `${file}:${line}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
