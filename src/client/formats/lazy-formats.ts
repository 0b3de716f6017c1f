import { kindOfStatus } from "../parse/kind-of-status.ts";
import { retryHint } from "../parse/retry-hint.ts";
import { readHeader } from "../parse/untrusted-input.ts";
import type { Formats } from "./formats.ts";

/** The parser of the published formats; undefined until it is loaded. */
export let parseFormats: Formats | undefined;

/**
 * Loads the published formats, in a file of their own that only pages with an unexplained error request. Never rejects: if the
 * file is missing, errors have the values that the contract and the usual JSON formats give.
 */
export async function loadFormats(): Promise<void> {
  try {
    const { formatsOf } = await import("./formats.ts");
    parseFormats = formatsOf(readHeader, retryHint, kindOfStatus);
  } catch {}
}
