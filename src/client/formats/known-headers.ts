import type { HeaderSource } from "../parse/untrusted-input.ts";
import { codeIn } from "./code-in.ts";
import { maxTextLength, type ResponseReader } from "./response-reader.ts";

/** Headers that can carry a request id. */
const idHeader = /id$|^cf-ray$|trace-?token$/;

/** Headers that carry a request id, by how exact they are; the first is usual. */
const requestIdHeaders = [
  /^(?:[\w-]+-)?req(?:uest)?[-_]?id$/,
  /(?:correlation|tracking|debug|activity|audit|query|execution|upload|amz-cf)-?id$|^cf-ray$|tid$|vercel-id$/,
  /trace-?(id|token)$/,
];

/** Returns the request id in the headers of a response. */
export function requestIdInHeaders(headers: HeaderSource, { readHeader }: ResponseReader): string | undefined {
  const usual = readHeader(headers, "x-request-id") || readHeader(headers, "request-id");
  if (usual) return usual;
  const ids = entriesOf(headers).filter(([name, value]) => value && idHeader.test(name));
  for (const names of requestIdHeaders)
    for (const [name, value] of ids) if (names.test(name)) return `${value}`.slice(0, maxTextLength);
  return undefined;
}

/** Returns the code in the headers of a response, such as that of a response without a body. */
export function codeInHeaders(
  headers: HeaderSource,
  status: number,
  { readHeader }: ResponseReader,
): string | undefined {
  const challenge = readHeader(headers, "www-authenticate");
  const code =
    entriesOf(headers).find(([name, value]) => errorHeader.test(name) && value)?.[1] ??
    (/\berror="?([\w.-]+)/.exec(challenge)?.[1] || readHeader(headers, "grpc-status"));
  return code ? codeIn(code, status, "code") : undefined;
}

/** Headers that carry a code: `x-amzn-errortype`, `x-ms-error-code`, `mediawiki-api-error`. */
const errorHeader = /(error|exception)(-?(code|type))?$/;

/** Returns the message in the headers of a response without one in its body. */
export function messageInHeaders(headers: HeaderSource, { readHeader }: ResponseReader): string | undefined {
  const message =
    entriesOf(headers).find(([name, value]) => /(error|exception)-?message$/.test(name) && value)?.[1] ??
    /\berror_description="([^"]+)"/.exec(readHeader(headers, "www-authenticate"))?.[1];
  return message ? `${message}`.slice(0, maxTextLength) : undefined;
}

function entriesOf(headers: HeaderSource): readonly (readonly [string, unknown])[] {
  return Symbol.iterator in headers ? [...(headers as Iterable<readonly [string, string]>)] : Object.entries(headers);
}
