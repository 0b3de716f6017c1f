import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A received message. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A receiver of webhooks on this machine. */
export interface Receiver {
  readonly url: string;
  readonly port: number;
  /** Messages, oldest first. */
  readonly received: Received[];
  /** Returns the number of connections so far. */
  connections(): number;
  /** Sets the next responses: a status, or a function that writes the response. */
  respondWith(
    behavior: number | ((response: ServerResponse, message: Received) => void),
    headers?: Record<string, string>,
  ): void;
  close(): Promise<void>;
}

/** Starts a receiver. It responds with 204. */
export async function receiver(): Promise<Receiver> {
  let respond = (response: ServerResponse, _message: Received): void => void response.writeHead(204).end();
  let connections = 0;
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const body = Buffer.concat(chunks).toString();
    const message = { method: request.method ?? "", path: request.url ?? "", headers, body };
    received.push(message);
    respond(response, message);
  });
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    received,
    connections: () => connections,
    respondWith(behavior, headers = {}) {
      respond =
        typeof behavior === "number"
          ? (response) => void response.writeHead(behavior, headers).end("the body of the response is discarded")
          : behavior;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
