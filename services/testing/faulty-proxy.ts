import { createServer, type Server, Socket } from "node:net";

/**
 * How the proxy handles connections: `refuse` does not accept them, `stall` reads and sends nothing, `cut` closes them after
 * some bytes of the response, and an object is sent as an HTTP response. `freeze` keeps the connections, and passes nothing on
 * until the next fault.
 */
export type ProxyFault =
  | "none"
  | "refuse"
  | "stall"
  | "cut"
  | "freeze"
  | { readonly status: number; readonly body: string };

/** A TCP proxy in front of a server, which fails on command. */
export interface FaultyProxy {
  readonly port: number;
  /** Changes the fault and closes all open connections, except when they freeze and when they go on afterwards. */
  become(fault: ProxyFault): Promise<void>;
  stop(): Promise<void>;
}

/** Bytes of a response that pass before it is cut. */
const cutAfterBytes = 100;

/** Starts a proxy. @param onConnection called for each connection, before any byte passes */
export async function startProxy(
  target: { readonly host: string; readonly port: number },
  onConnection: () => void | Promise<void> = () => undefined,
): Promise<FaultyProxy> {
  const open = new Set<Socket>();
  const pairs = new Set<readonly [Socket, Socket]>();
  let fault: ProxyFault = "none";

  function track(socket: Socket): Socket {
    open.add(socket);
    return socket.on("close", () => open.delete(socket)).on("error", () => socket.destroy());
  }

  async function connect(incoming: Socket): Promise<void> {
    track(incoming).pause();
    await onConnection();
    if (fault === "stall" || fault === "freeze") return void incoming.resume();
    if (typeof fault === "object") return respond(incoming, fault);
    const outgoing = track(new Socket().connect(target.port, target.host));
    incoming.pipe(outgoing);
    if (fault === "cut") cutOff(outgoing, incoming);
    else outgoing.pipe(incoming);
    const pair = [incoming, outgoing] as const;
    pairs.add(pair);
    incoming.on("close", () => outgoing.destroy());
    outgoing.on("close", () => {
      pairs.delete(pair);
      incoming.destroy();
    });
  }

  const server = createServer((incoming) => void connect(incoming));
  const port = await listen(server, 0);

  return {
    port,
    async become(next) {
      const wasClosed = fault === "refuse";
      const wasFrozen = fault === "freeze";
      fault = next;
      if (next === "freeze") return freeze(pairs);
      if (wasFrozen && next === "none") return thaw(pairs);
      if (next === "refuse" && !wasClosed) server.close();
      for (const socket of open) socket.destroy();
      if (wasClosed && next !== "refuse") await listen(server, port);
    },
    async stop() {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

function freeze(pairs: Iterable<readonly [Socket, Socket]>): void {
  for (const [one, other] of pairs) {
    one.unpipe(other).pause();
    other.unpipe(one).pause();
  }
}

function thaw(pairs: Iterable<readonly [Socket, Socket]>): void {
  for (const [one, other] of pairs) {
    one.pipe(other);
    other.pipe(one);
  }
}

function cutOff(from: Socket, to: Socket): void {
  let passed = 0;
  from.on("data", (chunk: Buffer) => {
    to.write(chunk.subarray(0, cutAfterBytes - passed));
    passed += chunk.byteLength;
    if (passed >= cutAfterBytes) setImmediate(() => to.destroy());
  });
}

/** Sends an HTTP response once the request is complete. */
function respond(socket: Socket, { status, body }: { readonly status: number; readonly body: string }): void {
  let received = Buffer.alloc(0);
  socket.resume().on("data", (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    const head = received.indexOf("\r\n\r\n");
    if (head === -1) return;
    const [, length = "0"] = /^content-length: *(\d+)/im.exec(received.subarray(0, head).toString("latin1")) ?? [];
    if (received.byteLength < head + 4 + Number(length)) return;
    socket.end(
      `HTTP/1.1 ${status} No\r\nContent-Type: application/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  });
}
