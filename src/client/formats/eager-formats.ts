import { kindOfStatus } from "../parse/kind-of-status.ts";
import { retryHint } from "../parse/retry-hint.ts";
import { readHeader } from "../parse/untrusted-input.ts";
import { type Formats, formatsOf } from "./formats.ts";

/** The parser of the published formats; undefined until it is loaded. */
export const parseFormats: Formats | undefined = formatsOf(readHeader, retryHint, kindOfStatus);

/** Loads the published formats. Here they are already loaded; `lazy-formats` is the version for browsers. */
export async function loadFormats(): Promise<void> {}
