import { describeCause, type Occurrence } from "../server/index.ts";

/** Errors whose reason a failed expectation shows. Older ones are forgotten. */
const maxErrors = 1_000;

/** The last errors by request id. Shared by all copies of this module in the process. */
const shared = globalThis as { [name: symbol]: Map<string, Occurrence> | undefined };
const key = Symbol.for("errata.testing.recent");
const recent: Map<string, Occurrence> = shared[key] ?? new Map();
shared[key] = recent;

/** Keeps an error, so that a failed expectation can show why it happened. */
export function rememberError(occurrence: Occurrence): void {
  recent.set(occurrence.requestId, occurrence);
  const [oldest] = recent.keys();
  if (recent.size > maxErrors && oldest !== undefined) recent.delete(oldest);
}

/** Returns the private note, cause and stack of the error of a request; undefined if there are none, or if no recorder received it. */
export function reasonOf(requestId: string | null): string | undefined {
  const { note, cause, stack } = recent.get(requestId ?? "") ?? {};
  const [, frame] = stack?.split("\n").map((line) => line.trim()) ?? [];
  const parts = [note, describeCause(cause), frame].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join("; ");
}
