import { once } from "node:events";
import { type AddressInfo, createServer, connect as openSocket, type Socket } from "node:net";

/** A proxy in front of PostgreSQL that logs what the client sends. */
export interface StatementLog {
  /** URL of the proxy, with the login and database of the server's. */
  readonly url: string;
  /** The statements that were sent since the last call, in their order: one for each message that the server executes. */
  take(): string[];
  stop(): Promise<void>;
}

/** Starts a proxy in front of the server at `url`. */
export async function logStatements(url: string): Promise<StatementLog> {
  const target = new URL(url);
  let statements: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = openSocket(Number(target.port || 5432), target.hostname);
    for (const socket of [client, upstream]) sockets.add(socket.on("error", () => socket.destroy()));
    const read = messageReader((statement) => statements.push(statement));
    client.on("data", read).pipe(upstream).pipe(client);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: Object.assign(new URL(url), { hostname: "127.0.0.1", port: (server.address() as AddressInfo).port }).href,
    take() {
      const taken = statements;
      statements = [];
      return taken;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * Reads the messages of one connection: Query has a text, Parse names one, and Bind executes a named one.
 *
 * @see https://www.postgresql.org/docs/15/protocol-message-formats.html
 */
function messageReader(onStatement: (text: string) => void): (chunk: Buffer) => void {
  const prepared = new Map<string, string>();
  let received = Buffer.alloc(0);
  // The first message has no type.
  let typeBytes = 0;
  return (chunk) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= typeBytes + 4) {
      const end = typeBytes + received.readInt32BE(typeBytes);
      if (received.length < end) return;
      const type = received.toString("latin1", 0, typeBytes);
      const [first = "", second = ""] = received.toString("utf8", typeBytes + 4, end).split("\0");
      if (type === "Q") onStatement(first);
      if (type === "P") prepared.set(first, second);
      if (type === "B") onStatement(prepared.get(second) ?? "");
      received = received.subarray(end);
      typeBytes = 1;
    }
  };
}
