import type { ContractMetadata } from "../metadata.ts";
import { kindOfStatus } from "../parse/kind-of-status.ts";
import { retryHint } from "../parse/retry-hint.ts";
import { readHeader } from "../parse/untrusted-input.ts";
import { formatsOf } from "./formats.ts";

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
  read: formatsOf(readHeader, retryHint, kindOfStatus),
};
