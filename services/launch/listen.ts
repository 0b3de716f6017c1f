import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { handleClientErrors, serverOptions } from "errata/node";
import type { RootApp } from "./root-app.ts";
import { closeSlowReaders } from "./slow-readers.ts";

/** A server that is listening. */
export interface Listening {
  readonly url: string;
  /**
   * Stops the server: closes idle connections at once and waits for requests under way.
   *
   * @param graceMs time until their connections are closed too, in milliseconds. @default 10_000
   */
  close(graceMs?: number): Promise<void>;
}

/** Time for a whole request, in milliseconds: large uploads take long. Node's shorter timeout for headers still applies. */
const requestTimeout = 10 * 60 * 1000;

/**
 * Time after which an idle connection is closed, in milliseconds. Longer than the 60 s of nginx and of cloud load balancers, which
 * would otherwise send a request on a connection that is closing, and return a 502.
 */
const keepAliveTimeout = 65_000;

/**
 * Serves an app. Requests that Node rejects itself are rendered by the boundary of their target.
 *
 * @param port 0 for any free port
 * @param beforeFirstRequest called as soon as the port is known. It is synchronous, so it ends before a request is read.
 * If it throws, the server stops
 * @param host address or name of the network interface. @default only this machine
 * @param onSlowReader called when a connection was closed because its client reads too slowly
 * @throws Error that names the port if it is in use; what `beforeFirstRequest` throws
 */
export async function listen(
  { app, boundaryOf }: RootApp,
  port: number,
  beforeFirstRequest: (url: string) => void = () => undefined,
  host = "127.0.0.1",
  onSlowReader: () => void = () => undefined,
): Promise<Listening> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { ...serverOptions, requestTimeout, keepAliveTimeout },
  }) as Server;
  handleClientErrors(server, boundaryOf);
  closeSlowReaders(server, onSlowReader);
  const closeIdle = trackConnections(server);
  const url = await new Promise<string>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen(port, host, () => {
      const name = host.includes(":") ? `[${host}]` : host;
      const bound = `http://${name}:${(server.address() as AddressInfo).port}`;
      try {
        beforeFirstRequest(bound);
        resolve(bound);
      } catch (error) {
        server.close();
        reject(error);
      }
    });
  });
  return { url, close: (graceMs = 10_000) => close(server, closeIdle, graceMs) };
}

/**
 * Tracks the connections of a server. Node counts a connection that has not sent a byte as busy, and browsers keep such
 * connections in reserve.
 *
 * @returns a function that closes the connections without a request under way, and the others after their responses
 */
function trackConnections(server: Server): () => void {
  const responsesOf = new Map<Socket, Set<ServerResponse>>();
  let isClosing = false;
  server.on("connection", (socket: Socket) => {
    responsesOf.set(socket, new Set());
    socket.once("close", () => responsesOf.delete(socket));
  });
  server.on("request", ({ socket }: IncomingMessage, response: ServerResponse) => {
    const responses = responsesOf.get(socket);
    response.shouldKeepAlive &&= !isClosing;
    responses?.add(response);
    response.once("close", () => responses?.delete(response));
  });
  return () => {
    isClosing = true;
    for (const [socket, responses] of responsesOf) {
      if (responses.size === 0) socket.destroy();
      for (const response of responses) response.shouldKeepAlive = false;
    }
  };
}

function close(server: Server, closeIdle: () => void, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    closeIdle();
  });
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND")
    return new Error(`This machine has no address ${host}. Set HOST to one of its addresses, or to 0.0.0.0.`, {
      cause: error,
    });
  if (error.code !== "EADDRINUSE") return error;
  return new Error(
    `Port ${port} is in use. Stop the other program, or choose another port: PORT=${port + 1} npm start`,
    { cause: error },
  );
}
