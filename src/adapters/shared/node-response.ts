import { type IncomingMessage, ServerResponse } from "node:http";
import type { ApiError } from "../../contract/index.ts";
import { type Boundary, type ErrorResponse, lingeringClose, type RequestContext } from "../../server/adapter.ts";
import { keptHeaders } from "./kept-headers.ts";

const stateKey: unique symbol = Symbol("errata.response");

/** The request that a response belongs to. */
interface ResponseState {
  readonly boundary: Boundary;
  readonly context: RequestContext;
  readonly request: IncomingMessage;
  /** Whether the body of the handler's error has been compared with the contract. */
  isChecked: boolean;
  /** Error of the contract that has been written. */
  sentError: ApiError | undefined;
}

type StampedResponse = ServerResponse & { [stateKey]?: ResponseState };

/**
 * Patches a response, so that it carries the request id, and so that an error which a handler sends itself is replaced or
 * recorded if the contract does not declare it. A body that is written in parts cannot be replaced.
 */
export function stampResponse(
  response: ServerResponse,
  request: IncomingMessage,
  boundary: Boundary,
  context: RequestContext,
): void {
  const stamped: StampedResponse = response;
  stamped[stateKey] = { boundary, context, request, isChecked: false, sentError: undefined };
  stamped.writeHead = writeStampedHead as ServerResponse["writeHead"];
  stamped.end = endChecked as ServerResponse["end"];
}

/**
 * Writes the response to an error, and keeps the connection of a client that is still sending.
 *
 * @param keepsHeaders whether the headers that middlewares have set stay, such as those of CORS, and middlewares that have
 * patched the response see the error. A masked error keeps only the headers of CORS
 */
export function writeError(
  error: ErrorResponse,
  request: IncomingMessage,
  response: ServerResponse,
  keepsHeaders: boolean,
): void {
  const { status, body, bytes } = error;
  const state = (response as StampedResponse)[stateKey];
  if (state !== undefined) state.sentError = error.error;
  // If every character is one byte, latin1 gives the same bytes as UTF-8 and is faster.
  const encoding = bytes === body.length ? "latin1" : "utf8";
  const headers = lingeringClose(error, request);
  const kept = keptHeaders(error);
  for (const name of response.getHeaderNames()) if (!keepsHeaders || !kept.test(name)) response.removeHeader(name);
  // The handler set it for another response.
  response.statusMessage = "";
  if (!keepsHeaders) {
    ServerResponse.prototype.writeHead.call(response, status, headers);
    ServerResponse.prototype.end.call(response, body, encoding);
    return;
  }
  response.statusCode = status;
  for (const name in headers) response.setHeader(name, headers[name] ?? "");
  response.end(body, encoding);
}

/** Returns the error of the contract that has been written to a response; undefined if it is none. */
export function sentErrorOf(response: StampedResponse): ApiError | undefined {
  return response[stateKey]?.sentError;
}

/** One function for all responses. Node calls it also when it writes the head by itself. */
function writeStampedHead(this: StampedResponse, ...head: [number]): ServerResponse {
  const state = this[stateKey];
  if (state !== undefined && !this.headersSent) this.setHeader("X-Request-Id", state.context.requestId);
  return ServerResponse.prototype.writeHead.apply(this, head);
}

/** Allocates nothing for a response that is no error. */
function endChecked(this: StampedResponse, ...body: [unknown, BufferEncoding]): ServerResponse {
  if (this.statusCode >= 400 && !this.headersSent) {
    const state = this[stateKey];
    if (state !== undefined && !state.isChecked && !state.context.failed) {
      state.isChecked = true;
      endWhenChecked(this, state, body);
      return this;
    }
  }
  return ServerResponse.prototype.end.apply(this, body);
}

async function endWhenChecked(
  response: StampedResponse,
  state: ResponseState,
  body: [unknown, BufferEncoding],
): Promise<void> {
  const error = await checkSent(response, state, body);
  if (error === undefined || response.headersSent) ServerResponse.prototype.end.apply(response, body);
  else writeError(error, state.request, response, true);
}

/** Returns the error that replaces a handler's own; undefined to send that. */
function checkSent(
  response: ServerResponse,
  { boundary, context }: ResponseState,
  [chunk, encoding]: readonly unknown[],
): Promise<ErrorResponse | undefined> {
  const bytes = typeof chunk === "string" ? Buffer.from(chunk, encoding as BufferEncoding) : chunk;
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.getHeaders())) headers.set(name, String(value));
  const body = bytes instanceof Uint8Array ? (bytes as BodyInit) : null;
  return boundary.checkReturned(new Response(body, { status: response.statusCode, headers }), context);
}
