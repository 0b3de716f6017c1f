import type { StoredOccurrence } from "../../support/index.ts";

/** Writes one occurrence as one line: time, status, code, operation, tenant and request id. */
export function occurrenceLine(occurrence: StoredOccurrence): string {
  const { time, status, code, tenant, requestId, durationMs } = occurrence;
  const parts = [new Date(time).toISOString(), String(status), code, placeOf(occurrence), tenant ?? "-", requestId];
  return printable(`${parts.join("  ")}  ${durationMs} ms${marksOf(occurrence)}`);
}

/** Writes everything that is stored about one occurrence, as Markdown. */
export function occurrenceText(occurrence: StoredOccurrence): string {
  const { time, status, code, kind, effect, charged, shouldRetry, retryAfterSec, attempt, cause, stack } = occurrence;
  const rows: readonly (readonly [name: string, value: string | number | null])[] = [
    ["When", `${new Date(time).toISOString()}, after ${occurrence.durationMs} ms`],
    ["Request", occurrence.requestId],
    ["Operation", `${placeOf(occurrence)} of ${occurrence.api}`],
    ["Tenant", occurrence.tenant],
    ["Effect", effectTexts[effect] ?? effect],
    ["Charged", charged === "never" ? "no" : "possibly"],
    ["Retry", retryText(shouldRetry, retryAfterSec)],
    ["Attempt", attempt],
    ["Client", occurrence.userAgent],
    ["Language", occurrence.language],
    ["Served by", `${occurrence.node}, version ${occurrence.version}`],
    ["Trace", occurrence.traceId],
    ["Note", occurrence.note],
    ["Cause", cause],
  ];
  const lines = rows.flatMap(([name, value]) => (value === null ? [] : [`- ${name}: ${printable(String(value))}`]));
  const heading = `# ${printable(code)} ${status} (${kind})${marksOf(occurrence)}`;
  const frames = stack === null ? [] : ["", "```", ...stack.split("\n").map(printable), "```"];
  return [heading, "", ...lines, ...frames, ""].join("\n");
}

const effectTexts: Readonly<Record<string, string>> = {
  none: "nothing happened",
  unknown: "not known",
  applied: "the request took effect",
};

function placeOf({ operation, method, route }: StoredOccurrence): string {
  return operation ?? `${method} ${route ?? "(no route)"}`;
}

function marksOf({ undeclared, uncatalogued }: StoredOccurrence): string {
  return `${undeclared ? "  undeclared" : ""}${uncatalogued ? "  uncatalogued" : ""}`;
}

function retryText(shouldRetry: boolean | null, retryAfterSec: number | null): string | null {
  if (retryAfterSec !== null) return `after ${retryAfterSec} s`;
  return shouldRetry === null ? null : shouldRetry ? "yes" : "no";
}

/** Removes characters that control a terminal: a client chooses its user agent and the id of its request. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove.
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, "");
}
