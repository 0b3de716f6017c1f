import { type HeaderSource, maxTextLength, readHeader } from "../parse/index.ts";
import { codeIn } from "./code-in.ts";

/** Headers that carry a request id, by how exact they are; the first is usual. */
const requestIdHeaders = [
  /^(?:[\w-]+-)?req(?:uest)?-?id$/,
  /(?:correlation|tracking|debug)-?id$|^cf-ray$|tid$|vercel-id$/,
  /trace-?id$/,
];

/** Returns the request id in the headers of a response. */
export function requestIdInHeaders(headers: HeaderSource): string | undefined {
  const usual = readHeader(headers, "x-request-id") || readHeader(headers, "request-id");
  if (usual) return usual;
  const all =
    Symbol.iterator in headers ? [...(headers as Iterable<readonly [string, string]>)] : Object.entries(headers);
  for (const names of requestIdHeaders)
    for (const [name, value] of all) if (names.test(name) && value) return `${value}`.slice(0, maxTextLength);
  return undefined;
}

/** Returns the code in the headers of a response, such as that of a response without a body. */
export function codeInHeaders(headers: HeaderSource, status: number): string | undefined {
  const challenge = readHeader(headers, "www-authenticate");
  const code =
    readHeader(headers, "x-amzn-errortype") ||
    readHeader(headers, "x-ms-error-code") ||
    (challenge && /\berror="?([\w.-]+)/.exec(challenge)?.[1]) ||
    readHeader(headers, "grpc-status");
  return code ? codeIn(code, status, "code") : undefined;
}
