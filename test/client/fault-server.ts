import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that the server received. */
export interface Arrival {
  readonly at: number;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Handles one request. */
export type Fault = (response: ServerResponse, request: IncomingMessage) => void;

/** A server on loopback whose behaviour each test sets. */
export interface FaultServer {
  readonly url: string;
  /** The requests of the running test. */
  readonly arrivals: Arrival[];
  /** Sets the faults of the next requests. The last one stays. Clears the arrivals. */
  plan(...faults: readonly Fault[]): void;
  close(): Promise<void>;
}

export async function faultServer(): Promise<FaultServer> {
  const arrivals: Arrival[] = [];
  let faults: Fault[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("error", () => undefined);
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      arrivals.push({ at: performance.now(), method, url, headers, body: Buffer.concat(chunks).toString() });
      const fault = faults.length > 1 ? faults.shift() : faults[0];
      fault?.(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrivals,
    plan(...next) {
      arrivals.length = 0;
      faults = [...next];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
