import { maskSecrets } from "./mask-secrets.ts";

/** How deep the chain of causes is followed, and how long the text may get. */
const maxCauses = 6;
const maxLength = 2_000;

/**
 * Describes a private cause for a log: name, code and message of each error in its chain, with secrets masked. Other
 * members are left alone, because drivers keep queries and parameters there. Never throws, whatever was thrown.
 */
export function describeCause(cause: unknown): string | undefined {
  const parts: string[] = [];
  let value = cause;
  for (let depth = 0; depth < maxCauses && value !== undefined && value !== null; depth += 1) {
    const [text, next] = describeOne(value);
    parts.push(text);
    if (next === value) break;
    value = next;
  }
  const whole = parts.join(" <- ");
  if (whole === "") return undefined;
  return whole.length > maxLength ? `${whole.slice(0, maxLength - 1)}…` : whole;
}

/** Lists the frames of a stack without its first lines, which repeat the message. */
export function stackFrames(stack: string | undefined): string | undefined {
  const frames = stack
    ?.split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 20)
    .map((line) => line.trim());
  return frames === undefined || frames.length === 0 ? undefined : maskSecrets(frames.join("\n"));
}

function describeOne(value: unknown): readonly [text: string, next: unknown] {
  try {
    if (typeof value !== "object" || value === null)
      return [maskSecrets(`${typeof value} ${String(value).slice(0, 200)}`), undefined];
    const { name, code, message, cause } = value as Record<string, unknown>;
    const label = [name, code].filter((part) => typeof part === "string" && part !== "").join(" ");
    return [
      `${maskSecrets(label) || "object"}${typeof message === "string" ? `: ${withoutInput(message)}` : ""}`,
      cause,
    ];
  } catch {
    return ["an object that cannot be read", undefined];
  }
}

/** JSON.parse quotes the text that it could not read, and query builders their parameters. */
function withoutInput(message: string): string {
  if (/\bJSON\b/.test(message) && /unexpected|expected|unterminated|bad (?:control|escape)/i.test(message))
    return "text that is not JSON";
  const [statement = ""] = message.split(/\bparam(?:eter)?s?["']?\s*[:=]/i);
  return maskSecrets(statement.slice(0, maxLength)).trim();
}
