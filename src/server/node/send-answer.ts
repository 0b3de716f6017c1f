import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer, Boundary, RequestContext } from "../index.ts";
import { discardRest } from "./discard-rest.ts";

/** One request and its response, with what the boundary knows of them. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly context: RequestContext;
}

/** Answers and records what a handler threw; at most one answer leaves for a request, and never a second body. */
export function sendAnswer(boundary: Boundary, thrown: unknown, { request, response, context }: Exchange): void {
  if (context.refused) return;
  context.aborted ||= (request.destroyed && !request.complete) || response.destroyed;
  if (response.headersSent || response.destroyed) {
    boundary.refuse(thrown, context, lateNote(response));
    // A client must see that the stream is cut: an ending as usual would pass half an answer off as a whole one.
    if (!response.writableEnded) response.destroy();
    return;
  }
  writeAnswer(boundary.refuse(thrown, context), request, response);
}

const contextKey = Symbol("errata.context");

/** Remembers the context of a response, for answers that are given in the handler's place. */
export function rememberContext(response: ServerResponse, context: RequestContext): void {
  (response as { [contextKey]?: RequestContext })[contextKey] = context;
}

/** Gives the context of a response that a node listener has taken. */
export function contextOf(response: ServerResponse): RequestContext | undefined {
  return (response as { [contextKey]?: RequestContext })[contextKey];
}

/** Lists names and values in turn, the form that `writeHead` takes without copying. */
export function flat(headers: Answer["headers"]): string[] {
  const list: string[] = [];
  for (const [name, value] of headers) list.push(name, value);
  return list;
}

/** Writes a whole answer; keeps the connection open for a while where the client is still sending. */
function writeAnswer({ status, headers, body }: Answer, request: IncomingMessage, response: ServerResponse): void {
  // What the handler had set belongs to the response that it did not give.
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.writeHead(status, flat(headers));
  const closes = !request.complete && headers.some(([name]) => name === "Connection");
  if (!closes) {
    response.end(body);
    return;
  }
  // Content-Length says that this is all. Closing now would reset the connection while the client still sends, and
  // the answer could be lost.
  if (request.method !== "HEAD") response.write(body);
  discardRest(request, () => response.end());
}

function lateNote(response: ServerResponse): string | undefined {
  if (response.writableEnded) return "thrown after the response was complete";
  return response.headersSent ? "the response had begun; the stream was cut" : undefined;
}
