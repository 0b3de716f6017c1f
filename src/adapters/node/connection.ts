import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { BodyError } from "../../server/adapter.ts";

/** A request that may still be under way. */
export interface Pending {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** What is going on on one socket. */
export interface Connection {
  /** Oldest first; finished ones may still be among them. */
  exchanges: Pending[];
  /** Whether bytes came that are no HTTP; nothing can be understood after them. */
  failed: boolean;
}

const connections = new WeakMap<Socket, Connection>();

/** Gives what is known of a socket. When it closes, bodies that are not complete are ended. */
export function connectionOf(socket: Socket): Connection {
  const known = connections.get(socket);
  if (known !== undefined) return known;
  const connection: Connection = { exchanges: [], failed: false };
  connections.set(socket, connection);
  // Node forgets a request once it is answered, and whoever still reads its body would wait for ever.
  socket.once("close", () => {
    for (const { request } of connection.exchanges)
      if (!request.complete && !request.destroyed) request.destroy(gone());
  });
  return connection;
}

/** Remembers an exchange. Finished ones are forgotten a few at a time; a listener for each would cost every request. */
export function remember(connection: Connection, exchange: Pending): void {
  if (connection.exchanges.length >= 8) connection.exchanges = connection.exchanges.filter(isUnderWay);
  connection.exchanges.push(exchange);
}

function isUnderWay({ request, response }: Pending): boolean {
  return !request.complete || !response.writableFinished;
}

function gone(): BodyError {
  return new BodyError("cancelled", "The client went away before the body was complete.");
}
