import type { ErrorResponse, HeaderRecord } from "./render-error.ts";

/** A connection is closed once this many bytes have been drained. */
const maxDrainBytes = 64 * 1024 * 1024;
/** A client that sends nothing for this long has read the response or never will, in milliseconds. */
const idleMs = 500;
/** Longest time for which a client that keeps sending is drained, in milliseconds. */
const maxDrainMs = 10_000;
/** A body of this length arrives soon and is read to its end, so that the connection can serve the next request. */
const shortBodyBytes = 64 * 1024;

/** The members of Node's IncomingMessage that are needed to drain it, declared here because the core imports no `node:` module. */
export interface LingeringIncoming {
  readonly complete: boolean;
  readonly destroyed?: boolean;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly socket: {
    readonly destroyed?: boolean;
    destroySoon?(): void;
    once(event: "end" | "close", listener: () => void): unknown;
  };
  on(event: "data", listener: (chunk: Uint8Array) => void): unknown;
  once(event: "end" | "close", listener: () => void): unknown;
  resume(): unknown;
}

/**
 * Returns the headers of an error response. Adds `Connection: close` if the client may keep sending a long body, and
 * delays closing the connection until the client stops sending: a connection that is closed while data arrives is reset,
 * and the client may lose the response.
 *
 * @see RFC 9112 section 9.6 (lingering close)
 */
export function lingeringClose({ headers }: ErrorResponse, incoming: LingeringIncoming): Readonly<HeaderRecord> {
  const closes = headers.Connection !== undefined;
  if (!closes && !isSendingLongBody(incoming)) return headers;
  delayClose(incoming);
  return closes ? headers : { ...headers, Connection: "close" };
}

function isSendingLongBody({ complete, headers }: LingeringIncoming): boolean {
  if (complete) return false;
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > shortBodyBytes;
}

function delayClose(incoming: LingeringIncoming): void {
  const { socket } = incoming;
  const close = socket.destroySoon;
  if (close === undefined || incoming.complete) return;
  let isDraining = false;
  // Frameworks call destroySoon() again when their own timeout ends.
  socket.destroySoon = () => {
    if (isDraining) return;
    isDraining = true;
    drainRest(incoming, () => {
      socket.destroySoon = close;
      close.call(socket);
    });
  };
}

function drainRest(incoming: LingeringIncoming, onDrained: () => void): void {
  let bytes = 0;
  let isDrained = false;
  const deadline = Date.now() + maxDrainMs;
  let timer = setTimeout(finish, idleMs);
  incoming.on("data", (chunk) => {
    bytes += chunk.byteLength;
    clearTimeout(timer);
    if (isDrained || bytes > maxDrainBytes) return finish();
    timer = setTimeout(finish, Math.min(idleMs, deadline - Date.now()));
    // A reader that stopped early may have paused the stream.
    incoming.resume();
  });
  // A destroyed body emits no events, but its socket does.
  if (incoming.destroyed !== true) {
    incoming.once("end", finish);
    incoming.once("close", finish);
  }
  incoming.socket.once("end", finish);
  incoming.socket.once("close", finish);
  incoming.resume();
  if (incoming.complete) finish();

  function finish(): void {
    clearTimeout(timer);
    if (isDrained) return;
    isDrained = true;
    onDrained();
  }
}
