import type { ParsedBody, UnparsedResponse } from "../metadata.ts";
import type { HeaderSource } from "../parse/untrusted-input.ts";
import { judgeResponse } from "./judge-response.ts";
import { addHeaders, type MutableParsedBody, type ResponseReader } from "./known-headers.ts";
import { parsePlainBody } from "./parse-plain-body.ts";
import { messageOfText, parseXml } from "./parse-text.ts";
import { parsePublishedBody } from "./published/index.ts";

/** Parses the error of an API without a contract: in JSON, XML, HTML and plain text, and in headers. Never throws. */
export type Formats = (body: unknown, response: UnparsedResponse) => ParsedBody;

/** Creates the parser of the published formats. */
export function formatsOf(
  readHeader: ResponseReader["readHeader"],
  retryHint: ResponseReader["retryHint"],
  kindOfStatus: ResponseReader["kindOfStatus"],
  rateLimitPolicies: (headers: HeaderSource) => readonly string[],
  isExhausted: (policy: string) => boolean,
): Formats {
  const kinds: ReadonlySet<string> = new Set(Array.from(Array(106), (_, index) => kindOfStatus(400 + index)));
  const hasExhausted: ResponseReader["hasExhausted"] = (headers) => rateLimitPolicies(headers).some(isExhausted);
  const reader = { readHeader, retryHint, hasExhausted, kindOfStatus, kinds };
  return (body, response) => {
    const { status, headers, text } = response;
    const value = body ?? parseText(text);
    const error: MutableParsedBody = parsePlainBody(value, status) ?? parsePublishedBody(value, status);
    error.requestId ??= readHeader(headers, "x-request-id") || undefined;
    if (value === undefined) error.message ??= messageOfText(text);
    if (!error.code || !error.message || !error.requestId) addHeaders(error, status, headers);
    if (!error.requestId && error.message && /[:=]/.test(error.message))
      error.requestId = idInText.exec(error.message)?.[1];
    if (!error.param && error.message?.endsWith("')")) error.param = fieldInText.exec(error.message)?.[1];
    return judgeResponse(error, response, reader);
  };
}

/** An id within a sentence: "Report ID: box-9f1b0d5a". */
const idInText =
  /\b(?:request|correlation|trace|tracking|report|incident|error|activity|support|event|log)[ _-]?(?:id|ref(?:erence)?)["']?\s*[:=]\s*["']?([\w-]*\d[\w-]{6,})/i;

/** The argument of an exception of .NET: "The lid is closed. (Parameter 'lid')". */
const fieldInText = /\(Parameter '(\w+)'\)$/;

/** Parses JSON after a byte order mark, the first line of newline-delimited JSON, or XML. */
function parseText(text: string): unknown {
  // Some servers precede JSON by characters that no script can run.
  const trimmed = text.trim().replace(/^\)]}',?\s*/, "");
  const [firstLine = ""] = trimmed.split("\n", 1);
  for (const candidate of [trimmed, firstLine])
    if (/^[[{"]/.test(candidate))
      try {
        return JSON.parse(candidate);
      } catch {}
  return parseXml(text);
}
