import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { type AddressInfo, Server as NetServer, type Socket } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { handleClientErrors, serverOptions } from "errata/node";
import type { RootApp } from "./root-app.ts";
import { closeSlowReaders } from "./slow-readers.ts";

/** A server that is listening. */
export interface Listening {
  readonly url: string;
  /**
   * Stops the server: refuses connections, closes idle ones and waits for requests under way.
   *
   * @param graceMs time until the connections of these are closed too, in milliseconds. @default 10_000
   * @param idleMs time until idle connections are closed, in milliseconds. A proxy may be sending a request on one. @default 0
   */
  close(graceMs?: number, idleMs?: number): Promise<void>;
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
  const connections = trackConnections(server);
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
  return { url, close: (graceMs = 10_000, idleMs = 0) => close(server, connections, graceMs, idleMs) };
}

/** The connections of a server. */
interface Connections {
  /** Lets every response from now on end its connection. */
  expectNoMore(): void;
  /** Closes the connections without a request under way. */
  closeIdle(): void;
}

/** Tracks connections. Node counts one that has not sent a byte as busy, and browsers keep such connections in reserve. */
function trackConnections(server: Server): Connections {
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
  return {
    expectNoMore() {
      isClosing = true;
      for (const response of [...responsesOf.values()].flatMap((responses) => [...responses]))
        response.shouldKeepAlive = false;
    },
    closeIdle() {
      for (const [socket, responses] of responsesOf) if (responses.size === 0) socket.destroy();
    },
  };
}

async function close(server: Server, connections: Connections, graceMs: number, idleMs: number): Promise<void> {
  connections.expectNoMore();
  // The server's own `close` also closes idle connections at once.
  const closed = new Promise<void>((resolve) => void NetServer.prototype.close.call(server, () => resolve()));
  const timers = [
    setTimeout(() => connections.closeIdle(), idleMs),
    setTimeout(() => server.closeAllConnections(), graceMs),
  ];
  await closed;
  for (const timer of timers) clearTimeout(timer);
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
