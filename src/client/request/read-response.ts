import type { CallError } from "../call-error.ts";
import type { ContractMetadata } from "../metadata.ts";
import { throwConnectionError } from "../options/index.ts";
import type { ErrorDetection } from "../parse/index.ts";
import { isErrorBody, parseErrorFully, parseJson, readHeader } from "../parse/index.ts";
import type { BodyFormat, TransportResponse } from "./read-body.ts";
import { readBody } from "./read-body.ts";

/** A successful response. */
export interface Success<Data> {
  /** Distinguishes a success from an error. */
  readonly ok: true;
  /** The parsed body; undefined if there is none. */
  readonly data: Data;
  /** Status of the response: 200 to 299, or 304. */
  readonly status: number;
  /** Headers of the response. */
  readonly headers: TransportResponse["headers"];
}

interface ReadResponseOptions {
  readonly metadata?: ContractMetadata | undefined;
  readonly maxBytes?: number | undefined;
  readonly detectErrors?: ErrorDetection | undefined;
}

/** Bytes that are read of an error body, 1 MiB. */
const maxErrorBytes = 2 ** 20;

/**
 * Reads a response. Errors are returned rather than thrown, because a throw costs more than parsing.
 *
 * @param format how a success is read. @default as JSON
 * @throws CLIENT_PAYLOAD_TOO_LARGE
 * @throws CLIENT_UNAVAILABLE if the connection breaks while a success is read
 */
export async function readResponse(
  response: TransportResponse,
  format: BodyFormat | undefined,
  { metadata, maxBytes = 2 ** 24, detectErrors }: ReadResponseOptions,
): Promise<Success<unknown> | CallError> {
  const { status, headers } = response;
  // A redirect is an error, too: browsers report it as status 0.
  const isSuccess = (status >= 200 && status < 300) || status === 304;
  // If the body breaks off or never ends, the status and what has arrived still say what to do.
  if (!isSuccess) return parseErrorFully(status, headers, await readBody(response, maxErrorBytes, () => {}), metadata);
  const body = (await readBody(response, maxBytes, (error) => throwConnectionError(error), format)) as string;
  const success = (data?: unknown): Success<unknown> => ({ ok: true, data, status, headers });
  if (format) return success(body);
  if (!body.trim()) return success();
  const data = parseJson(body);
  if (data === undefined) return notJson(response, body);
  // A 207 reports the status of each of its parts.
  const isError = status !== 207 && isErrorBody(data, metadata, detectErrors);
  return isError ? parseErrorFully(status, headers, body, metadata) : success(data);
}

async function notJson({ status, headers }: TransportResponse, text: string): Promise<CallError> {
  const type = readHeader(headers, "content-type") || "no Content-Type";
  return Object.assign(await parseErrorFully(status, headers, text), {
    code: "CLIENT_UNSUPPORTED_MEDIA",
    kind: "unsupported_media",
    // The body is not quoted, because it may be confidential.
    message: `Expected JSON, received ${type}. Check baseUrl or pass as: "text".`,
    // A page comes from a proxy or a sign-in server, not from the API.
    origin: /^\s*</.test(text) ? "edge" : "client",
  } as const);
}
