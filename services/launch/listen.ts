import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { handleClientErrors, serverOptions } from "errata/node";
import { drain } from "./drain.ts";
import type { RootApp } from "./root-app.ts";

/** A server that listens. */
export interface Listening {
  readonly url: string;
  /** Ends connections that ask nothing; lets requests under way finish, for `graceMs` at most, then ends all. */
  close(graceMs?: number): Promise<void>;
}

/** Large uploads may take long; their heads may not. */
const requestTimeout = 10 * 60 * 1000;

/**
 * Serves an app. What Node would answer by itself is answered by the boundary.
 *
 * @param port 0 for any free one
 * @throws Error that says which port is taken
 */
export async function listen({ app, boundaryOf }: RootApp, port: number, hostname = "127.0.0.1"): Promise<Listening> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { ...serverOptions, requestTimeout },
  }) as Server;
  handleClientErrors(server, boundaryOf);
  const startDraining = drain(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explained(error, port)));
    server.listen(port, hostname, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${bound}`, close: (graceMs = 10_000) => close(server, startDraining, graceMs) };
}

function close(server: Server, startDraining: () => void, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    startDraining();
  });
}

function explained(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== "EADDRINUSE") return error;
  return new Error(`port ${port} is in use. Stop what listens there, or choose another: PORT=${port + 1} npm start`, {
    cause: error,
  });
}
