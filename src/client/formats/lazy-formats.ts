import { kindOfStatus } from "../parse/kind-of-status.ts";
import { isExhausted, rateLimitPolicies, retryHint } from "../parse/retry-hint.ts";
import { readHeader } from "../parse/untrusted-input.ts";
import type { Formats } from "./formats.ts";

/** The parser of the published formats; undefined until it is loaded. */
export let parseFormats: Formats | undefined;

/** Longest wait for the file of the formats, in milliseconds: a slow connection must not delay the error much longer. */
const maxWaitMs = 2_000;

/**
 * Loads the published formats, in a file of their own that only pages with an unexplained error request. Never rejects: if the
 * file is missing or late, errors have the values that the contract and the usual JSON formats give.
 */
export function loadFormats(): Promise<unknown> {
  const loading = import("./formats.ts").then(
    (module) => {
      parseFormats = module.formatsOf(readHeader, retryHint, kindOfStatus, rateLimitPolicies, isExhausted);
    },
    () => {},
  );
  return Promise.race([loading, new Promise((resolve) => setTimeout(resolve, maxWaitMs))]);
}
