import type { Entry, FormatMessage } from "../../contract/index.ts";
import type { RenderValues } from "../../envelope/index.ts";

/** Compiles a function that writes an error as Markdown: what happened, whether to act, who acts, and whether to repeat. */
export function markdownRenderer(entry: Entry, format: FormatMessage = entry.format): (values: RenderValues) => string {
  const { code, status, title, remedy, effect, charged, retry, docsUrl } = entry;
  const lines = [
    `- What to do: ${remedy.text ?? remedy.action.replaceAll("_", " ")}`,
    `- Who acts: ${remedy.action === "none" ? "nobody" : remedy.actor.replaceAll("_", " ")}`,
    `- Did anything happen: ${happened[effect]}`,
    `- Was it charged: ${charged === "never" ? "no" : "possibly"}`,
    `- Repeat the request: ${repeats[retry]}`,
    ...(docsUrl === undefined ? [] : [`- More: <${docsUrl}>`]),
  ].join("\n");
  return ({ details, requestId, message = format(details) }) => {
    const blocks = [`# ${code}: ${escaped(title)} (${status})`, escaped(message), lines];
    const json = details === undefined || details === null ? undefined : JSON.stringify(details, null, 2);
    if (json !== undefined) blocks.push(`${fence(json)}json\n${json}\n${fence(json)}`);
    if (requestId !== undefined) blocks.push(`Request id: \`${requestId}\``);
    return `${blocks.join("\n\n")}\n`;
  };
}

const happened: Readonly<Record<Entry["effect"], string>> = {
  none: "no",
  unknown: "unknown; read the resource before you assume that nothing changed",
  applied: "yes",
};

const repeats: Readonly<Record<Entry["retry"], string>> = {
  never: "no, the same request fails again",
  backoff: "yes, and wait longer before each attempt",
  after_delay: "after the seconds in Retry-After",
  after_reset: "after the quota resets, as Retry-After states",
  after_action: "after the action above",
  after_state: "after the state of the resource has changed",
};

/** A message can quote the caller's input, which must not become markup. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>#|]/g, "\\$&").replaceAll(/\s*\n\s*/g, " ");
}

/** Returns a fence that the code cannot close. */
function fence(code: string): string {
  return "`".repeat(Math.max(3, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
}
