import type { IncomingMessage } from "node:http";
import type { Condition } from "../../../contract/index.ts";
import { type BodyCondition, BodyError } from "../../../server/adapter.ts";

/** The error that Node emits for bytes that are not valid HTTP. */
export interface ClientError extends Error {
  readonly code?: string;
  readonly rawPacket?: Uint8Array;
  /** Offset in the packet at which the parser stopped. */
  readonly bytesParsed?: number;
}

/** Returns the condition of a malformed head. */
export function headCondition(error: ClientError): Condition {
  const { code } = error;
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return "request_timeout";
  const line = lineAt(error);
  // If the parser stopped in the request line, the target is too long rather than the headers.
  if (code === "HPE_HEADER_OVERFLOW")
    return /^[!#$%&'*+.^_`|~\w-]+ [/h*]/.test(line) ? "uri_too_long" : "headers_too_large";
  // Node's parser reports an unknown method as malformed.
  if (code === "HPE_INVALID_METHOD" && /^[!#$%&'*+.^_`|~\w-]+ \S+ HTTP\/1\.[01]\r?$/.test(line))
    return "not_implemented";
  return "malformed_request";
}

const bodyErrors: Readonly<Record<string, readonly [BodyCondition, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ["request_timeout", "The body did not arrive in time."],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ["body_too_large", "The chunk extensions of the body are too long."],
  HPE_INVALID_EOF_STATE: ["cancelled", "The client closed the connection before the body was complete."],
};

/** Returns the error of a malformed body whose head was valid. */
export function bodyErrorOf(error: ClientError): BodyError {
  const [condition, message] = bodyErrors[error.code ?? ""] ?? [
    "malformed_request",
    "The chunked encoding of the body is malformed.",
  ];
  return new BodyError(condition, message, {}, { cause: error });
}

/** Returns the target of the request whose head was rejected; "" if it cannot be read. */
export function targetOf({ rawPacket, bytesParsed = 0 }: ClientError): string {
  const packet = Buffer.from(rawPacket ?? []).toString("latin1");
  // The parser stops within the rejected head or just after it. The packet can contain earlier requests.
  const heads = packet.slice(0, Math.max(bytesParsed - 4, 0)).split("\r\n\r\n");
  const start = bytesParsed - 4 - (heads.at(-1)?.length ?? 0);
  const [, target = ""] = /^[!#$%&'*+.^_`|~\w-]+ (\S+)/.exec(packet.slice(Math.max(start, 0))) ?? [];
  return target;
}

/** Returns the line of the packet in which the parser stopped. */
function lineAt({ rawPacket, bytesParsed = 0 }: ClientError): string {
  if (rawPacket === undefined) return "";
  const packet = Buffer.from(rawPacket);
  const start = bytesParsed === 0 ? 0 : packet.lastIndexOf("\n", bytesParsed - 1) + 1;
  const end = packet.indexOf("\n", start);
  return packet.subarray(start, Math.min(end === -1 ? packet.length : end, start + 4_096)).toString("latin1");
}

/** The last valid host. Most requests name the same one, and parsing a URL costs more than all other checks together. */
let lastValidHost = "";

/**
 * Checks the target and the Host header, from which frameworks build a URL. Sets the Host of an HTTP/1.0 request
 * that has none to `localhost`.
 *
 * @returns a description of the problem; undefined if there is none
 */
export function targetProblem({
  url = "",
  headers,
  rawHeaders,
  httpVersion,
  method,
}: IncomingMessage): string | undefined {
  const { host } = headers;
  if (host === undefined) {
    if (httpVersion === "1.1") return "the Host header is missing";
    headers.host = "localhost";
  } else if (host !== lastValidHost) {
    if (!isHost(host)) return "the Host header is not a valid host";
    lastValidHost = host;
  }
  const repeated = repeatedHeader(rawHeaders);
  if (repeated !== undefined) return `there is more than one ${repeated} header`;
  if (url === "*" && method === "OPTIONS") return undefined;
  const isPath = url.charCodeAt(0) === 47;
  if (!isPath && !(/^https?:\/\//.test(url) && URL.canParse(url))) return "the request target is not a path";
  return url.includes("\\") && !/^[^\\]*\?/.test(url) ? "the path contains a backslash" : undefined;
}

/** Returns whether a URL keeps the host as it is: `[:::::]` is invalid, and `0x7f.1` becomes another host. */
function isHost(host: string): boolean {
  if (!/^(?:[A-Za-z0-9._-]+|\[[\dA-Fa-f:.]+\])(?::\d{1,5})?$/.test(host) || !URL.canParse(`http://${host}/`))
    return false;
  return new URL(`http://${host}/`).hostname === host.replace(/:\d+$/, "").toLowerCase();
}

/**
 * Returns the name of a header that occurs twice but may occur once. Node ignores all but the first, while a proxy may
 * have checked the last. The length is compared first, because it rules out most headers.
 *
 * @see RFC 9112 section 3.2 (Host), RFC 9110 sections 5.3 and 11.6.2 (Authorization)
 */
function repeatedHeader(rawHeaders: readonly string[]): "Host" | "Authorization" | undefined {
  let [hosts, credentials] = [0, 0];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === "host") hosts += 1;
    else if (name?.length === 13 && name.toLowerCase() === "authorization") credentials += 1;
  }
  if (hosts > 1) return "Host";
  return credentials > 1 ? "Authorization" : undefined;
}
