import { type IncomingMessage, ServerResponse } from "node:http";
import type { ApiError } from "../../contract/index.ts";
import {
  type Boundary,
  type ErrorResponse,
  isSendable,
  keptHeaders,
  lingeringClose,
  type RequestContext,
} from "../../server/adapter.ts";
import { bytesOfChunk, callLast, setHeaders } from "./held-response.ts";

const stateKey: unique symbol = Symbol("errata.response");

/** The methods of a response that are patched, as the server or an enclosing middleware has them. */
type ResponseMethods = Pick<ServerResponse, "writeHead" | "write" | "end" | "flushHeaders">;

/** The request that a response belongs to. */
interface ResponseState {
  readonly boundary: Boundary;
  readonly context: RequestContext;
  readonly request: IncomingMessage;
  readonly methods: ResponseMethods;
  /** Whether the body of the handler's error has been compared with the contract. */
  isChecked: boolean;
  /** The handler's error while it is compared; undefined before and after. */
  held: HeldError | undefined;
  /** Error of the contract that is written. Middlewares which have patched the response can replace its body. */
  sent: ErrorResponse | undefined;
  /** Arguments of `writeHead` for that error, until its body is known. */
  head: readonly unknown[] | undefined;
}

/** An error that a handler writes itself. */
interface HeldError {
  readonly chunks: Uint8Array[];
  bytes: number;
  isEnded: boolean;
  isCompared: boolean;
  /** Whether the response has been replaced, so that the rest of the handler's is dropped. */
  isReplaced: boolean;
}

type WriteArguments = [chunk: unknown, encoding: BufferEncoding];

type StampedResponse = ServerResponse & { [stateKey]?: ResponseState };

/** Bytes of an error that are held back; documented errors are shorter. */
const maxHeldBytes = 65_536;

/**
 * Patches a response, so that it carries the request id, and so that an error which a handler writes itself is recorded, or
 * replaced, if the contract does not declare it. Such an error is held back until it ends or exceeds 64 KiB.
 */
export function stampResponse(
  response: ServerResponse,
  request: IncomingMessage,
  boundary: Boundary,
  context: RequestContext,
): void {
  const stamped: StampedResponse = response;
  const { writeHead, write, end, flushHeaders } = response;
  // An enclosing boundary has patched the response already.
  const methods = stamped[stateKey]?.methods ?? { writeHead, write, end, flushHeaders };
  const state = { boundary, context, request, methods, isChecked: false };
  stamped[stateKey] = { ...state, held: undefined, sent: undefined, head: undefined };
  stamped.writeHead = writeStampedHead as ServerResponse["writeHead"];
  stamped.write = writeChecked as ServerResponse["write"];
  stamped.end = endChecked as ServerResponse["end"];
  stamped.flushHeaders = flushCheckedHeaders;
}

/**
 * Writes the response to an error, and keeps the connection of a client that is still sending.
 *
 * @param keepsHeaders whether the headers that middlewares have set stay, such as those of CORS. A masked error keeps only
 * those of CORS
 * @param methods write the response. @default middlewares that have patched the response see the error, if its headers stay
 */
export function writeError(
  error: ErrorResponse,
  request: IncomingMessage,
  response: ServerResponse,
  keepsHeaders: boolean,
  methods: ResponseMethods | undefined = keepsHeaders ? undefined : ServerResponse.prototype,
): void {
  const { status, body, bytes } = error;
  setSentError(response, error);
  // If every character is one byte, latin1 gives the same bytes as UTF-8 and is faster.
  const encoding = bytes === body.length ? "latin1" : "utf8";
  const headers = lingeringClose(error, request);
  const kept = keptHeaders(error);
  for (const name of response.getHeaderNames()) if (!keepsHeaders || !kept.test(name)) response.removeHeader(name);
  // The handler set it for another response.
  response.statusMessage = "";
  if (methods === undefined) {
    response.statusCode = status;
    for (const name in headers) response.setHeader(name, headers[name] ?? "");
    response.end(body, encoding);
  } else {
    methods.writeHead.call(response, status, headers);
    methods.end.call(response, body, encoding);
  }
}

/** Stores the error of the contract that is sent in place of the handler's response. */
export function setSentError(response: StampedResponse, error: ErrorResponse): void {
  const state = response[stateKey];
  if (state === undefined) return;
  state.sent = error;
  state.held = undefined;
}

/** Returns the error of the contract that has been written to a response; undefined if no error of the contract was sent. */
export function sentErrorOf(response: StampedResponse): ApiError | undefined {
  return response[stateKey]?.sent?.error;
}

/** One function for all responses. Node calls it also when it writes the head by itself. */
function writeStampedHead(this: StampedResponse, status: number, ...rest: readonly unknown[]): ServerResponse {
  const state = this[stateKey];
  if (state === undefined || this.headersSent) return methodsOf(this).writeHead.call(this, status, ...(rest as []));
  const message = typeof rest[0] === "string" ? rest[0] : "";
  // Node throws for a message that it cannot send.
  if (!isSendable(message) || heldError(this, status) === undefined) {
    if (status < 400 && !state.context.failed) state.boundary.succeed(state.context, status);
    const { requestId } = state.context;
    // Node copies the headers that it receives here one by one if any has been set before.
    if ((rest[0] as { "x-request-id"?: unknown } | undefined)?.["x-request-id"] !== requestId)
      this.setHeader("X-Request-Id", requestId);
    return state.methods.writeHead.call(this, status, ...(rest as []));
  }
  this.statusCode = status;
  this.statusMessage = message;
  // Setting headers one by one costs more than the rest of an error.
  if (state.sent === undefined) setHeaders(this, headersIn(rest));
  else state.head = rest;
  return this;
}

function headersIn(rest: readonly unknown[]): unknown {
  return rest.find((part) => typeof part === "object" && part !== null);
}

function flushCheckedHeaders(this: StampedResponse): void {
  if (heldError(this, this.statusCode) === undefined) methodsOf(this).flushHeaders.call(this);
}

function writeChecked(this: StampedResponse, ...args: readonly [chunk: unknown, ...unknown[]]): boolean {
  const held = heldError(this, this.statusCode);
  if (held === undefined) return methodsOf(this).write.apply(this, args as unknown as WriteArguments);
  keep(held, args);
  callLast(...args);
  if (held.bytes > maxHeldBytes) void compare(this, held);
  return true;
}

/** Allocates nothing for a response that is not an error. */
function endChecked(this: StampedResponse, ...args: readonly unknown[]): ServerResponse {
  releaseSent(this, args[0]);
  const held = heldError(this, this.statusCode);
  if (held === undefined) return methodsOf(this).end.apply(this, args as unknown as WriteArguments);
  keep(held, args);
  held.isEnded = true;
  const done = args.find((argument) => typeof argument === "function") as (() => void) | undefined;
  if (done !== undefined) this.once("finish", done);
  void compare(this, held);
  return this;
}

/** Lets the error of the contract pass, unless a middleware ends the response with another body. */
function releaseSent(response: StampedResponse, body: unknown): void {
  const state = response[stateKey];
  if (state?.sent === undefined || state.isChecked || (state.held?.bytes ?? 0) > 0) return;
  const isOwn = body === state.sent.body || (state.request.method === "HEAD" && typeof body !== "string");
  if (!isOwn) return;
  state.isChecked = true;
  state.held = undefined;
  if (state.head !== undefined) writeStampedHead.call(response, response.statusCode, ...state.head);
}

function methodsOf(response: StampedResponse): ResponseMethods {
  return response[stateKey]?.methods ?? ServerResponse.prototype;
}

/** Returns where the response of a handler is held back; undefined for one that is not an error, belongs to the contract or has been compared. */
function heldError(response: StampedResponse, status: number): HeldError | undefined {
  const state = response[stateKey];
  if (state?.held !== undefined) return state.held;
  if (!(status >= 400 && status <= 599) || state === undefined) return undefined;
  if (state.isChecked || response.headersSent || (state.context.failed && state.sent === undefined)) return undefined;
  state.held = { chunks: [], bytes: 0, isEnded: false, isCompared: false, isReplaced: false };
  return state.held;
}

function keep(held: HeldError, [chunk, encoding]: readonly unknown[]): void {
  if (held.isReplaced) return;
  const bytes = bytesOfChunk(chunk, encoding);
  held.chunks.push(bytes);
  held.bytes += bytes.byteLength;
}

/** Compares an error with the contract, once, and sends it or the error that replaces it. */
async function compare(response: StampedResponse, held: HeldError): Promise<void> {
  const state = response[stateKey];
  if (state === undefined || held.isCompared) return;
  held.isCompared = true;
  setHeaders(response, headersIn(state.head ?? []));
  const error = await replacementOf(response, state, Buffer.concat(held.chunks));
  // The handler has failed in between, and its error has been sent.
  if (state.held !== held) return;
  state.isChecked = true;
  try {
    if (error === undefined) sendHeld(response, state, held);
    else replaceHeld(response, state, held, error);
  } catch {
    // A middleware has set a header that Node rejects.
    response.destroy();
  }
}

function sendHeld(response: StampedResponse, state: ResponseState, { chunks, isEnded }: HeldError): void {
  state.held = undefined;
  const body = Buffer.concat(chunks);
  if (isEnded && state.request.method !== "HEAD" && response.hasHeader("Content-Length"))
    response.setHeader("Content-Length", body.byteLength);
  if (isEnded) state.methods.end.call(response, body, "utf8");
  else state.methods.write.call(response, body, "utf8");
}

/** Middlewares that have patched the response have seen the end of the handler's, so the error does not pass them. */
function replaceHeld(response: StampedResponse, state: ResponseState, held: HeldError, error: ErrorResponse): void {
  writeError(error, state.request, response, true, state.methods);
  if (held.isEnded) return;
  held.isReplaced = true;
  held.chunks.length = 0;
  state.held = held;
}

/** Returns the error that replaces a handler's own; undefined to send that. */
async function replacementOf(
  response: ServerResponse,
  { boundary, context }: ResponseState,
  body: Uint8Array<ArrayBuffer>,
): Promise<ErrorResponse | undefined> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.getHeaders())) {
    try {
      headers.set(name, String(value));
    } catch {
      // Fetch rejects a value that Node accepts.
    }
  }
  return boundary.checkReturned(new Response(body, { status: response.statusCode, headers }), context);
}
