import type { ContractMetadata } from "../metadata.ts";
import { parseJson } from "../parse/index.ts";
import { judgeResponse } from "./judge-response.ts";
import { codeInHeaders, requestIdInHeaders } from "./known-headers.ts";
import { parsePublishedBody } from "./parse-published-body.ts";
import { messageOfText, parseXml } from "./parse-text.ts";

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
  read(body, response) {
    const { status, headers, text } = response;
    // Without the byte order mark, the text or its first line can be JSON.
    const [firstLine = ""] = text.trim().split("\n", 1);
    const value = body ?? parseJson(text.trim()) ?? parseJson(firstLine) ?? parseXml(text);
    const parsed = parsePublishedBody(value, status);
    const found = {
      ...parsed,
      code: parsed.code ?? codeInHeaders(headers, status),
      message: parsed.message ?? (value === undefined ? messageOfText(text) : undefined),
      requestId: parsed.requestId ?? requestIdInHeaders(headers),
    };
    return { ...found, ...judgeResponse(found, response) };
  },
};
