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
  /** Oldest first. Finished ones are removed when the next request arrives. */
  readonly exchanges: OpenExchange[];
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

/** Adds an exchange, and removes finished ones: a request that stays reachable makes every collection of garbage slower. */
export function addExchange({ exchanges }: Connection, exchange: OpenExchange): void {
  // Responses leave in the order of their requests.
  while (exchanges[0] !== undefined && !isOpen(exchanges[0])) exchanges.shift();
  exchanges.push(exchange);
}

function isOpen({ request, response }: OpenExchange): boolean {
  return !request.complete || !response.writableFinished;
}
