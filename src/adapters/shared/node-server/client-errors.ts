import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { requireMember } from "../../../contract/faults/arguments.ts";
import { allowedMethods, type Boundary, type ErrorResponse, NodeHead } from "../../../server/adapter.ts";
import { writeError } from "../node-response.ts";
import { addExchange, type Connection, connectionOf, type OpenExchange } from "./connection.ts";
import { bodyErrorOf, type ClientError, headCondition, targetOf, targetProblem } from "./malformed-request.ts";
import { continueOnRead, failBody } from "./request-body.ts";

/** Time for which a half-closed socket waits for its client to read the response, in milliseconds. */
const halfCloseMs = 500;

/** One boundary for the whole server, or a function that returns the boundary of a request target; the target is "" if it cannot be read. */
export type BoundaryForTarget = Boundary | ((target: string) => Boundary);

/**
 * Replaces the bodiless responses that Node and `@hono/node-server` send by themselves: to bytes that are not HTTP (400),
 * slow requests (408), oversized headers (431) and chunk extensions (413), unknown methods (501), a missing, repeated or
 * invalid Host, CONNECT, and Expect. If a body is cut off, its reader gets an error. 100 Continue is sent when the handler
 * reads the body. Call it once, after the server has its listener.
 *
 * @param boundary the boundary, or a function of the request target if several APIs share the server
 * @example
 * ```ts
 * import type { Server } from "node:http";
 * import { handleClientErrors } from "errata/node";
 * import type { Boundary } from "errata/server";
 *
 * export function shareServer(server: Server, orders: Boundary, billing: Boundary): void {
 *   handleClientErrors(server, (target) => (target.startsWith("/billing/") ? billing : orders));
 * }
 * ```
 */
export function handleClientErrors(server: Server, boundary: BoundaryForTarget): void {
  requireMember("handleClientErrors: server", server, "listeners", "a server of node:http or node:https");
  const boundaryFor = typeof boundary === "function" ? boundary : () => boundary;
  // Node rejects a request without Host before any listener runs. `targetProblem` does so in the contract's envelope.
  (server as { requireHostHeader?: boolean }).requireHostHeader = false;
  const listeners = server.listeners("request");
  server.removeAllListeners("request");
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    addExchange(connectionOf(request.socket), { request, response });
    if (respondWithoutRoute(boundaryFor, request, response)) return;
    for (const listener of listeners) Reflect.apply(listener, server, [request, response]);
  });
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
  if (server.listenerCount("checkContinue") === 0)
    server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
      continueOnRead(request, response);
      server.emit("request", request, response);
    });
  server.on("connect", (request, socket) => {
    const boundary = boundaryFor("");
    const error = boundary.raise("not_implemented", { method: "CONNECT" });
    endSocket(socket as Socket, boundary.respond(error, boundary.begin(new NodeHead(request))));
  });
  server.on("clientError", (error: ClientError, socket) =>
    onClientError(boundaryFor, error, socket as Socket, connectionOf(socket as Socket)),
  );
}

type BoundaryFor = (target: string) => Boundary;

/** Responds to requests that no route can receive: those whose URL is invalid, and `OPTIONS *`. */
function respondWithoutRoute(boundaryFor: BoundaryFor, request: IncomingMessage, response: ServerResponse): boolean {
  const note = targetProblem(request);
  if (note === undefined && request.url !== "*") return false;
  const boundary = boundaryFor(request.url ?? "");
  const context = boundary.begin(new NodeHead(request));
  if (note === undefined) {
    // RFC 9110 section 9.3.7: `OPTIONS *` asks about the server as a whole.
    const methods = [...boundary.contract.operations.values()].map(({ method }) => method);
    response
      .writeHead(204, { Allow: allowedMethods(["OPTIONS", ...methods]).join(", "), "X-Request-Id": context.requestId })
      .end();
  } else {
    const error = boundary.raise("malformed_request", {}, { note, headers: { Connection: "close" } });
    writeError(boundary.respond(error, context), request, response, false);
  }
  return true;
}

function onClientError(boundaryFor: BoundaryFor, error: ClientError, socket: Socket, connection: Connection): void {
  if (connection.failed) return;
  if (!socket.writable || error.code === "ECONNRESET" || error.code === "EPIPE") {
    socket.destroy();
    return;
  }
  connection.failed = true;
  const last = connection.exchanges.at(-1);
  if (last !== undefined && !last.request.complete) {
    onBodyError(last, error, socket);
    return;
  }
  const respond = (): void => {
    const boundary = boundaryFor(targetOf(error));
    const options = { cause: error, note: error.code ?? "", headers: { Connection: "close" } };
    const context = boundary.begin({ method: "UNKNOWN", target: "", header: () => undefined });
    endSocket(socket, boundary.respond(boundary.raise(headCondition(error), {}, options), context));
  };
  // Responses leave in the order of their requests.
  if (last === undefined || last.response.writableFinished || last.response.destroyed) respond();
  else last.response.once("close", () => socket.writable && respond());
}

/** Fails the body of a request that is being handled, so that its reader gets the error and its own boundary responds. */
function onBodyError({ request, response }: OpenExchange, clientError: ClientError, socket: Socket): void {
  const error = bodyErrorOf(clientError);
  if (response.headersSent) {
    failBody(request, error);
    // A truncated response must not look complete.
    if (response.writableEnded) socket.destroySoon();
    else socket.destroy();
  } else if (error.condition === "cancelled") {
    request.destroy(error);
  } else {
    response.shouldKeepAlive = false;
    failBody(request, error);
  }
}

/** Writes a response to a socket that has no ServerResponse, and closes it. */
function endSocket(socket: Socket, { status, headers, body }: ErrorResponse): void {
  const lines = Object.entries({ ...headers, Connection: "close" }).map(([name, value]) => `${name}: ${value}`);
  const statusLine = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Error"}`;
  socket.end([statusLine, `Date: ${new Date().toUTCString()}`, ...lines, "", body].join("\r\n"));
  // Closing while the client sends would reset the connection, and the client could lose the response.
  const timer = setTimeout(() => socket.destroy(), halfCloseMs);
  socket
    .once("close", () => clearTimeout(timer))
    .once("end", () => socket.destroySoon())
    .on("error", () => socket.destroy());
  socket.resume();
}
