import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { disconnected } from "./request-body.ts";

/** One request on a connection, with its response. */
export interface OpenExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** The requests of one socket. */
export interface Connection {
  /** Oldest first. May include finished ones. */
  exchanges: OpenExchange[];
  /** Whether the socket received bytes that are not HTTP. Nothing after them can be parsed. */
  failed: boolean;
}

const connections = new WeakMap<Socket, Connection>();

/** Returns the requests of a socket. When the socket closes, ends all bodies that are incomplete. */
export function connectionOf(socket: Socket): Connection {
  const existing = connections.get(socket);
  if (existing !== undefined) return existing;
  const connection: Connection = { exchanges: [], failed: false };
  connections.set(socket, connection);
  // Node forgets a request after its response, and a reader of its body would wait forever.
  socket.once("close", () => {
    for (const { request } of connection.exchanges)
      if (!request.complete && !request.destroyed) request.destroy(disconnected());
  });
  return connection;
}

/** Adds an exchange. Removes finished ones eight at a time, because a listener for each would slow down every request. */
export function addExchange(connection: Connection, exchange: OpenExchange): void {
  if (connection.exchanges.length >= 8) connection.exchanges = connection.exchanges.filter(isOpen);
  connection.exchanges.push(exchange);
}

function isOpen({ request, response }: OpenExchange): boolean {
  return !request.complete || !response.writableFinished;
}
