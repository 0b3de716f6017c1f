import { type IncomingMessage, ServerResponse } from "node:http";
import type { Answer, Boundary, RequestContext } from "../../server/adapter.ts";
import { BodyError, lingeringClose } from "../../server/adapter.ts";
import { incomingFacts } from "./incoming-facts.ts";

/** One request and its response, with what the boundary knows of them. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly context: RequestContext;
}

const contextKey = Symbol("errata.context");
type Known = ServerResponse & { [contextKey]?: RequestContext };

/** Begins an exchange. Whatever head is written to the response from now on has the request id. */
export function exchangeOf(boundary: Boundary, request: IncomingMessage, response: ServerResponse): Exchange {
  const context = boundary.begin(incomingFacts(request));
  (response as Known)[contextKey] = context;
  response.writeHead = writeNamedHead as ServerResponse["writeHead"];
  return { request, response, context };
}

/** Writes a whole answer; keeps the connection open for a while where it closes and the client is still sending. */
export function writeAnswer(answer: Answer, request: IncomingMessage, response: ServerResponse): void {
  const { status, body, bytes } = answer;
  // What the handler had set belongs to the response that it did not give.
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  ServerResponse.prototype.writeHead.call(response, status, lingeringClose(answer, request));
  // Text of one byte a character, which most is, need not be encoded as UTF-8.
  response.end(body, bytes === body.length ? "latin1" : "utf8");
}

/** Answers and records what a handler threw; at most one answer leaves for a request, and never a second body. */
export function fail(boundary: Boundary, thrown: unknown, { request, response, context }: Exchange): void {
  if (context.refused) return;
  if (request.errored instanceof BodyError) context.bodyError ??= request.errored;
  context.aborted ||= !response.writableEnded && (response.destroyed || (request.destroyed && !request.complete));
  if (!response.headersSent && !response.destroyed) {
    writeAnswer(boundary.respond(thrown, context), request, response);
    return;
  }
  boundary.respond(thrown, context, lateNote(response));
  // A client must see that the stream is cut: an ending as usual would pass half an answer off as a whole one.
  if (!response.writableEnded) response.destroy();
}

/** One function for all responses, called also when Node writes the head by itself; setting a header beforehand would cost every error. */
function writeNamedHead(this: Known, ...head: [number]): ServerResponse {
  const context = this[contextKey];
  if (context !== undefined && !this.headersSent) this.setHeader("X-Request-Id", context.requestId);
  return ServerResponse.prototype.writeHead.apply(this, head);
}

function lateNote(response: ServerResponse): string | undefined {
  if (response.writableEnded) return "thrown after the response was complete";
  return response.headersSent ? "the response had begun; the stream was cut" : undefined;
}
