import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Condition } from "../../contract/index.ts";
import type { Answer, Boundary, RequestContext } from "../index.ts";
import { allowOf } from "../index.ts";
import { contextOf, endWith, writeAnswerHead } from "./exchange.ts";
import { incomingFacts } from "./incoming-facts.ts";
import { rawAnswer } from "./raw-answer.ts";
import { targetFault } from "./target-fault.ts";

/** How long a socket may stay half open for its client to read the answer, in milliseconds. */
const lingerMs = 500;

interface Pending {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** The requests of a connection that may still be under way, oldest first. */
interface Connection {
  exchanges: Pending[];
  failed: boolean;
}

/**
 * Takes over every answer that Node, or `@hono/node-server`, gives by itself and without a body: bytes that are no HTTP
 * (400), slow requests (408), too large headers (431) and chunk extensions (413), unknown methods (501), a missing or
 * impossible Host, CONNECT, and Expect other than 100-continue. Call it once the server has its listener.
 */
export function ownClientErrors(server: Server, boundary: Boundary): void {
  const connections = new WeakMap<Socket, Connection>();
  const connectionOf = (socket: Socket): Connection => {
    const known = connections.get(socket);
    if (known !== undefined) return known;
    const connection = { exchanges: [], failed: false };
    connections.set(socket, connection);
    return connection;
  };

  const methods = allowOf([...boundary.contract.operations.values()].map(({ method }) => method)).join(", ");
  // Node answers a missing Host itself, before any listener; the check below does it in the contract's envelope.
  (server as { requireHostHeader?: boolean }).requireHostHeader = false;
  const listeners = server.listeners("request");
  server.removeAllListeners("request");
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const exchange = { request, response };
    remember(connectionOf(request.socket), exchange);
    const note = targetFault(request);
    if (note !== undefined)
      refuse(boundary, exchange, boundary.raise("malformed_request", {}, { note, headers: { Connection: "close" } }));
    // RFC 9110 section 9.3.7: the server as a whole is asked, no route of it.
    else if (request.url === "*") response.writeHead(204, { Allow: methods }).end();
    else for (const listener of listeners) Reflect.apply(listener, server, [request, response]);
  });
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
  server.on("connect", (request, socket) => {
    const context = boundary.begin(incomingFacts(request));
    endSocket(socket as Socket, boundary.refuse(boundary.raise("not_implemented", { method: "CONNECT" }), context));
  });
  server.on("clientError", (error: ClientError, socket) =>
    answerClientError(boundary, error, socket as Socket, connectionOf(socket as Socket)),
  );
}

interface ClientError extends Error {
  readonly code?: string;
  readonly rawPacket?: Uint8Array;
  /** Where in the packet the parser stopped. */
  readonly bytesParsed?: number;
}

function answerClientError(boundary: Boundary, error: ClientError, socket: Socket, connection: Connection): void {
  if (connection.failed) return;
  if (!socket.writable || error.code === "ECONNRESET" || error.code === "EPIPE") {
    socket.destroy();
    return;
  }
  connection.failed = true;
  const pending = connection.exchanges.filter(({ response }) => !response.writableFinished && !response.destroyed);
  const last = pending.at(-1);
  const condition = conditionOf(error, last?.request.complete === false);
  const note = error.code ?? "";
  const thrown = boundary.raise(condition, {}, { cause: error, note, headers: { Connection: "close" } });
  const answerAlone = (): void => endSocket(socket, boundary.refuse(thrown, unreadable(boundary)));
  if (last === undefined) answerAlone();
  // The fault is in the body of a request that is being handled: its own response says so, unless that has begun.
  else if (!last.request.complete && last.response.headersSent) socket.destroy();
  else if (!last.request.complete) refuse(boundary, last, thrown);
  // The fault is behind the last request: what came before it is answered first.
  else last.response.once("close", () => socket.writable && answerAlone());
}

/** Answers in the place of the handler, whose own answer, if it comes, is too late. */
function refuse(boundary: Boundary, { request, response }: Pending, thrown: unknown): void {
  const context = contextOf(response) ?? boundary.begin(incomingFacts(request));
  const answer = boundary.refuse(thrown, context);
  writeAnswerHead(response, answer);
  endWith(response, answer);
}

function conditionOf({ code, ...fault }: ClientError, isMidBody: boolean): Condition {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return "request_timeout";
  if (code === "HPE_CHUNK_EXTENSIONS_OVERFLOW") return "body_too_large";
  if (code === "HPE_INVALID_EOF_STATE" && isMidBody) return "cancelled";
  const line = lineAt(fault);
  // Where it is the request line that fills the space of the headers, it is the target that is too long.
  if (code === "HPE_HEADER_OVERFLOW") return /^[A-Z]+ [/h*]/.test(line) ? "uri_too_long" : "headers_too_large";
  // Node's parser takes a method that it does not know for broken bytes.
  if (code === "HPE_INVALID_METHOD" && /^[!#$%&'*+.^_`|~\w-]+ \S+ HTTP\/1\.[01]\r?$/.test(line))
    return "not_implemented";
  return "malformed_request";
}

/** Gives the line of the packet at which the parser stopped; the packet can hold earlier requests. */
function lineAt({ rawPacket, bytesParsed = 0 }: Pick<ClientError, "rawPacket" | "bytesParsed">): string {
  if (rawPacket === undefined) return "";
  const packet = Buffer.from(rawPacket);
  const start = bytesParsed === 0 ? 0 : packet.lastIndexOf("\n", bytesParsed - 1) + 1;
  const end = packet.indexOf("\n", start);
  return packet.subarray(start, Math.min(end === -1 ? packet.length : end, start + 4_096)).toString("latin1");
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

/** Finished exchanges are forgotten a few at a time; a listener for each would cost every request. */
function remember(connection: Connection, exchange: Pending): void {
  if (connection.exchanges.length >= 8)
    connection.exchanges = connection.exchanges.filter(({ response }) => !response.writableFinished);
  connection.exchanges.push(exchange);
}
