import type { Condition } from "../../contract/index.ts";
import { type BodyCondition, BodyError } from "../../server/adapter.ts";

/** What Node tells of bytes that it could not take for a request. */
export interface ClientError extends Error {
  readonly code?: string;
  readonly rawPacket?: Uint8Array;
  /** Where in the packet the parser stopped. */
  readonly bytesParsed?: number;
}

/** Says what is wrong with bytes that are the head of no request. */
export function headCondition({ code, ...fault }: ClientError): Condition {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return "request_timeout";
  const line = lineAt(fault);
  // Where it is the request line that fills the space of the headers, it is the target that is too long.
  if (code === "HPE_HEADER_OVERFLOW") return /^[A-Z]+ [/h*]/.test(line) ? "uri_too_long" : "headers_too_large";
  // Node's parser takes a method that it does not know for broken bytes.
  if (code === "HPE_INVALID_METHOD" && /^[!#$%&'*+.^_`|~\w-]+ \S+ HTTP\/1\.[01]\r?$/.test(line))
    return "not_implemented";
  return "malformed_request";
}

const bodyFaults: Readonly<Record<string, readonly [BodyCondition, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ["request_timeout", "The body did not arrive in time."],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ["body_too_large", "The extensions of the body's chunks are too long."],
  HPE_INVALID_EOF_STATE: ["cancelled", "The client ended the connection before the body was complete."],
};

/** Says what is wrong with the body of a request whose head was sound. */
export function bodyFault(error: ClientError): BodyError {
  const [condition, message] = bodyFaults[error.code ?? ""] ?? [
    "malformed_request",
    "The chunks of the body are malformed.",
  ];
  return new BodyError(condition, message, {}, { cause: error });
}

/** Gives the target of the request whose head was refused; "" where it cannot be read. */
export function targetAt({ rawPacket, bytesParsed = 0 }: Pick<ClientError, "rawPacket" | "bytesParsed">): string {
  const packet = Buffer.from(rawPacket ?? []).toString("latin1");
  // The parser stops within the head that it refuses, or just behind it; the packet can hold earlier requests.
  const heads = packet.slice(0, Math.max(bytesParsed - 4, 0)).split("\r\n\r\n");
  const start = bytesParsed - 4 - (heads.at(-1)?.length ?? 0);
  const [, target = ""] = /^[!#$%&'*+.^_`|~\w-]+ (\S+)/.exec(packet.slice(Math.max(start, 0))) ?? [];
  return target;
}

/** Gives the line of the packet at which the parser stopped; the packet can hold earlier requests. */
function lineAt({ rawPacket, bytesParsed = 0 }: Pick<ClientError, "rawPacket" | "bytesParsed">): string {
  if (rawPacket === undefined) return "";
  const packet = Buffer.from(rawPacket);
  const start = bytesParsed === 0 ? 0 : packet.lastIndexOf("\n", bytesParsed - 1) + 1;
  const end = packet.indexOf("\n", start);
  return packet.subarray(start, Math.min(end === -1 ? packet.length : end, start + 4_096)).toString("latin1");
}
