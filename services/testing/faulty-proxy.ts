import { createServer, type Server, Socket } from "node:net";

/** What the proxy does to its connections: `stall` takes bytes and answers none, `cut` ends after some bytes of the answer. */
export type ProxyFault = "none" | "refuse" | "stall" | "cut" | { readonly status: number; readonly body: string };

/** Stands before any server, and fails on command. */
export interface FaultyProxy {
  readonly port: number;
  /** Begins a fault, or ends it; connections that are open are destroyed. */
  become(fault: ProxyFault): Promise<void>;
  stop(): Promise<void>;
}

/** Most bytes of an answer that pass before it is cut off. */
const cutAfterBytes = 100;

/** Starts a proxy before a server. @param onConnection is told of each connection; no byte of it passes before that has returned */
export async function startProxy(
  target: { readonly host: string; readonly port: number },
  onConnection: () => void | Promise<void> = () => undefined,
): Promise<FaultyProxy> {
  const open = new Set<Socket>();
  let fault: ProxyFault = "none";

  function note(socket: Socket): Socket {
    open.add(socket);
    return socket.on("close", () => open.delete(socket)).on("error", () => socket.destroy());
  }

  async function connect(incoming: Socket): Promise<void> {
    note(incoming).pause();
    await onConnection();
    if (fault === "stall") return void incoming.resume();
    if (typeof fault === "object") return answer(incoming, fault);
    const outgoing = note(new Socket().connect(target.port, target.host));
    incoming.pipe(outgoing);
    if (fault === "cut") cutOff(outgoing, incoming);
    else outgoing.pipe(incoming);
    incoming.on("close", () => outgoing.destroy());
    outgoing.on("close", () => incoming.destroy());
  }

  const server = createServer((incoming) => void connect(incoming));
  const port = await listen(server, 0);

  return {
    port,
    async become(next) {
      const wasClosed = fault === "refuse";
      fault = next;
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

function cutOff(from: Socket, to: Socket): void {
  let passed = 0;
  from.on("data", (chunk: Buffer) => {
    to.write(chunk.subarray(0, cutAfterBytes - passed));
    passed += chunk.byteLength;
    if (passed >= cutAfterBytes) setImmediate(() => to.destroy());
  });
}

/** Answers one HTTP request, once it has arrived whole, with a status of a store that will not. */
function answer(socket: Socket, { status, body }: { readonly status: number; readonly body: string }): void {
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
