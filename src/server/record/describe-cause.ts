import { maskSecrets } from "./mask-secrets.ts";

const maxCauses = 6;
const maxLength = 2_000;
const maxFrames = 20;

/**
 * Describes a private cause for a log: name, code and message of each error in its chain, with secrets masked. Ignores all
 * other members, because drivers store queries and parameters in them. Never throws.
 *
 * @returns at most 2,000 characters; undefined if there is no cause
 * @example
 * ```ts
 * import { describeCause, type Recorder } from "errata/server";
 *
 * export const record: Recorder = ({ requestId, code, cause }) =>
 *   console.error(requestId, code, describeCause(cause));
 * // 7f0c… INTERNAL TypeError: query failed <- Error ECONNREFUSED: connect ECONNREFUSED 10.0.0.5:5432
 * ```
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
  const description = parts.join(" <- ");
  return description.length > maxLength ? `${description.slice(0, maxLength - 1)}…` : description || undefined;
}

/**
 * Returns the first 20 frames of a stack, with secrets masked and without the message, which a stack repeats.
 *
 * @returns undefined if there are no frames
 * @example
 * ```ts
 * import { type Recorder, stackFrames } from "errata/server";
 *
 * export const record: Recorder = ({ requestId, code, stack }) => console.error(requestId, code, stackFrames(stack));
 * ```
 */
export function stackFrames(stack: string | undefined): string | undefined {
  if (typeof stack !== "string") return undefined;
  const frames = stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, maxFrames)
    .map((line) => line.trim());
  return maskSecrets(frames.join("\n")) || undefined;
}

function describeOne(value: unknown): readonly [text: string, next: unknown] {
  try {
    if (typeof value !== "object" || value === null)
      return [maskSecrets(`${typeof value} ${String(value)}`), undefined];
    const { name, code, message, cause } = value as Record<string, unknown>;
    const label = [name, code].filter((part) => typeof part === "string" && part).join(" ");
    return [
      `${maskSecrets(label) || "object"}${typeof message === "string" ? `: ${withoutInput(message)}` : ""}`,
      cause,
    ];
  } catch {
    return ["an object that cannot be read", undefined];
  }
}

/** Messages of the runtime that quote an input, up to the quote: those of BigInt, RegExp, Headers, Intl, Buffer and Map. */
const quotingMessage =
  /^(Cannot convert(?! undefined| a | object)|Invalid (?:regular expression|flags|currency code|time zone|unit)|Value(?=.* out of range for Intl)|Unknown encoding:|Headers\.\w+|Iterator value|(?:Header name|Method) must be|(?='.*' is not a valid HTTP)).*/s;

/** Removes what messages quote: the runtime and JSON.parse quote their input, and query builders their parameters. */
function withoutInput(message: string): string {
  if (/\bJSON\b/.test(message) && /unexpected|expected|unterminated|bad (?:control|escape)/i.test(message))
    return "malformed JSON";
  const [statement = ""] = message.split(/\bparam(?:eter)?s?["']?\s*[:=]/i);
  // Not cut yet, because the beginning of a key does not look like one.
  return maskSecrets(statement.replace(quotingMessage, "$1 ***")).trim();
}
