import type { Json } from "../contract/index.ts";
import type { Recording } from "./recording.ts";

/** Returns the recorded body of each code, as far as it is JSON: the examples for `errata/openapi`. */
export function recordedBodies(recordings: Iterable<Recording>): Readonly<Record<string, Json>> {
  const pairs = [...recordings].flatMap(({ code, exchanges }): [string, Json][] => {
    const text = exchanges.at(-1)?.response.text;
    try {
      return text === undefined ? [] : [[code, JSON.parse(text) as Json]];
    } catch {
      return [];
    }
  });
  return Object.fromEntries(pairs);
}
