/** Provides the published formats at once, without loading a file; `lazy-formats.ts` replaces this module in browsers. */
import type { ContractMetadata } from "../../metadata.ts";
import { kindOfStatus } from "../../parse/kind-of-status.ts";
import { isExhausted, rateLimitPolicies, retryHint } from "../../parse/retry-hint.ts";
import { readHeader } from "../../parse/untrusted-input.ts";
import { type Formats, formatsOf } from "../formats.ts";

/** Parses the published formats. */
export const parseFormats: Formats | undefined = formatsOf(
  readHeader,
  retryHint,
  kindOfStatus,
  rateLimitPolicies,
  isExhausted,
);

/** Does nothing: the published formats are already loaded. */
export async function loadFormats(): Promise<void> {}

/**
 * Metadata for APIs without a contract: recognises errors in JSON, XML, HTML and plain text by the names that published
 * formats use, and codes and request ids in headers. Pass it wherever the metadata of a contract is accepted.
 *
 * @example
 * ```ts
 * import { parseError } from "errata/client";
 * import { publishedFormats } from "errata/client/formats";
 *
 * const xml = "<Error><Code>NoSuchKey</Code><Message>The key does not exist.</Message></Error>";
 * const { code, message } = parseError(404, {}, xml, publishedFormats); // "NoSuchKey", "The key does not exist."
 * ```
 */
export const publishedFormats: Omit<ContractMetadata, "api"> = {
  codes: {},
  kinds: {},
  read: formatsOf(readHeader, retryHint, kindOfStatus, rateLimitPolicies, isExhausted),
};
