import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Answer, Boundary, RequestContext } from "../../server/adapter.ts";
import { allowOf } from "../../server/adapter.ts";
import { breakBody } from "./break-body.ts";
import { bodyFault, type ClientError, headCondition, targetAt } from "./client-error.ts";
import { type Connection, connectionOf, type Pending, remember } from "./connection.ts";
import { continueLate } from "./continue-late.ts";
import { writeAnswer } from "./exchange.ts";
import { incomingFacts } from "./incoming-facts.ts";
import { rawAnswer } from "./raw-answer.ts";
import { targetFault } from "./target-fault.ts";

/** How long a socket may stay half open for its client to read the answer, in milliseconds. */
const lingerMs = 500;

/** One boundary for the whole server, or the one for a request's target where several APIs share a port; "" is a target that cannot be read. */
export type BoundaryForTarget = Boundary | ((target: string) => Boundary);

/**
 * Takes over every answer that Node, or `@hono/node-server`, gives by itself and without a body: bytes that are no HTTP
 * (400), slow requests (408), too large headers (431) and chunk extensions (413), unknown methods (501), a missing,
 * doubled or impossible Host, CONNECT, and Expect. A body that breaks off fails whoever reads it; 100 Continue is sent
 * when somebody begins to. Call it once the server has its listener.
 */
export function handleClientErrors(server: Server, boundary: BoundaryForTarget): void {
  const boundaryOf = typeof boundary === "function" ? boundary : () => boundary;
  // Node answers a missing Host itself, before any listener; the check below does it in the contract's envelope.
  (server as { requireHostHeader?: boolean }).requireHostHeader = false;
  const listeners = server.listeners("request");
  server.removeAllListeners("request");
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    remember(connectionOf(request.socket), { request, response });
    if (isAnswered(boundaryOf, request, response)) return;
    for (const listener of listeners) Reflect.apply(listener, server, [request, response]);
  });
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
  if (server.listenerCount("checkContinue") === 0)
    server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
      continueLate(request, response);
      server.emit("request", request, response);
    });
  server.on("connect", (request, socket) => {
    const own = boundaryOf("");
    const context = own.begin(incomingFacts(request));
    endSocket(socket as Socket, own.respond(own.raise("not_implemented", { method: "CONNECT" }), context));
  });
  server.on("clientError", (error: ClientError, socket) =>
    onClientError(boundaryOf, error, socket as Socket, connectionOf(socket as Socket)),
  );
}

/** Answers requests that are for no route: those of which no URL can be made, and `OPTIONS *`. */
function isAnswered(
  boundaryOf: (target: string) => Boundary,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const note = targetFault(request);
  if (note === undefined && request.url !== "*") return false;
  const boundary = boundaryOf(request.url ?? "");
  const context = boundary.begin(incomingFacts(request));
  if (note === undefined) {
    // RFC 9110 section 9.3.7: the server as a whole is asked, no route of it.
    const methods = [...boundary.contract.operations.values()].map(({ method }) => method);
    response.writeHead(204, { Allow: allowOf(methods).join(", "), "X-Request-Id": context.requestId }).end();
  } else {
    const thrown = boundary.raise("malformed_request", {}, { note, headers: { Connection: "close" } });
    writeAnswer(boundary.respond(thrown, context), request, response);
  }
  return true;
}

function onClientError(
  boundaryOf: (target: string) => Boundary,
  error: ClientError,
  socket: Socket,
  connection: Connection,
): void {
  if (connection.failed) return;
  if (!socket.writable || error.code === "ECONNRESET" || error.code === "EPIPE") {
    socket.destroy();
    return;
  }
  connection.failed = true;
  const last = connection.exchanges.at(-1);
  if (last !== undefined && !last.request.complete) {
    failBody(last, error, socket);
    return;
  }
  const answer = (): void => {
    const boundary = boundaryOf(targetAt(error));
    const options = { cause: error, note: error.code ?? "", headers: { Connection: "close" } };
    endSocket(socket, boundary.respond(boundary.raise(headCondition(error), {}, options), unreadable(boundary)));
  };
  // What came before is answered first.
  if (last === undefined || last.response.writableFinished || last.response.destroyed) answer();
  else last.response.once("close", () => socket.writable && answer());
}

/** The fault is in the body of a request that is being handled: its reader gets it, and so its own boundary answers it. */
function failBody({ request, response }: Pending, error: ClientError, socket: Socket): void {
  const fault = bodyFault(error);
  if (response.headersSent) {
    breakBody(request, fault);
    // Half an answer must not pass for a whole one.
    if (response.writableEnded) socket.destroySoon();
    else socket.destroy();
  } else if (fault.condition === "cancelled") {
    request.destroy(fault);
  } else {
    response.shouldKeepAlive = false;
    breakBody(request, fault);
  }
}

/** Context of bytes that no request could be made of. */
function unreadable(boundary: Boundary): RequestContext {
  return boundary.begin({ method: "UNKNOWN", target: "", header: () => undefined });
}

function endSocket(socket: Socket, answer: Answer): void {
  socket.end(rawAnswer(answer));
  // Closing at once would reset the connection when the client still sends, and the answer could be lost.
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket
    .once("close", () => clearTimeout(timer))
    .once("end", () => socket.destroySoon())
    .on("error", () => socket.destroy());
  socket.resume();
}
