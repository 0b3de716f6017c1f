import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A message as a receiver got it. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A receiver of webhooks, on loopback. */
export interface Receiver {
  readonly url: string;
  readonly port: number;
  /** Messages, oldest first. */
  readonly received: Received[];
  /** Counts the connections that were made to it. */
  connections(): number;
  /** Says how it answers from now on; a status alone, or whatever a test does with the response. */
  answer(how: number | ((response: ServerResponse, message: Received) => void), headers?: Record<string, string>): void;
  close(): Promise<void>;
}

/** Starts a receiver, which answers 204. */
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
    answer(how, headers = {}) {
      respond =
        typeof how === "number"
          ? (response) => void response.writeHead(how, headers).end("what a receiver says stays with it")
          : how;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
