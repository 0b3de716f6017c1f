/** A client that has not noticed the answer after this much will not. */
const maxBytes = 64 * 1024 * 1024;
const maxMs = 500;

/** What lingering needs of Node's IncomingMessage, written out so that the core imports nothing of Node. */
export interface LingeringIncoming {
  readonly complete: boolean;
  readonly socket: { destroySoon?(): void };
  on(event: "data", listener: (chunk: Uint8Array) => void): unknown;
  once(event: "end" | "close", listener: () => void): unknown;
  resume(): unknown;
}

/**
 * Keeps a connection open that is to be closed after its answer, while the client still sends: what comes is dropped,
 * up to 64 MiB or half a second. Closed at once, the connection would be reset, and the answer could be lost.
 */
export function linger(incoming: LingeringIncoming): void {
  const { socket } = incoming;
  const close = socket.destroySoon;
  if (close === undefined || incoming.complete) return;
  socket.destroySoon = () => {
    socket.destroySoon = close;
    dropRest(incoming, () => close.call(socket));
  };
}

function dropRest(incoming: LingeringIncoming, done: () => void): void {
  let bytes = 0;
  const timer = setTimeout(finish, maxMs);
  incoming.on("data", (chunk) => {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) finish();
    // A reader that has given up may have paused the stream.
    else incoming.resume();
  });
  incoming.once("end", finish);
  incoming.once("close", finish);
  incoming.resume();
  if (incoming.complete) finish();

  function finish(): void {
    clearTimeout(timer);
    done();
    done = () => undefined;
  }
}
