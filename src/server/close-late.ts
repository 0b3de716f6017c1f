import type { Answer } from "./answer.ts";
import type { HeaderRecord } from "./header-value.ts";

/** Bytes that are dropped for a client before its connection is closed all the same. */
const maxBytes = 64 * 1024 * 1024;
/** A client that sends nothing for this long has read the answer, or never will. */
const idleMs = 500;
/** Longest time for which a client that goes on sending is listened to. */
const maxMs = 10_000;
/** A body of this length arrives soon and is read to its end; the connection can serve the next request. */
const shortBytes = 64 * 1024;

/** What lingering needs of Node's IncomingMessage, written out so that the core imports nothing of Node. */
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
 * Gives the headers of an answer as they are to be sent. Where the connection is to be closed, or the client may go on
 * sending for long, they say `Connection: close`, and the connection lingers.
 */
export function lingeringClose({ headers }: Answer, incoming: LingeringIncoming): Readonly<HeaderRecord> {
  const isTold = headers.Connection !== undefined;
  if (!isTold && !isSendingLong(incoming)) return headers;
  linger(incoming);
  return isTold ? headers : { ...headers, Connection: "close" };
}

function isSendingLong({ complete, headers }: LingeringIncoming): boolean {
  if (complete) return false;
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > shortBytes;
}

/**
 * Keeps a connection open that is to be closed after its answer, while the client still sends: what comes is dropped.
 * Closed at once, the connection would be reset, and the answer could be lost.
 */
function linger(incoming: LingeringIncoming): void {
  const { socket } = incoming;
  const close = socket.destroySoon;
  if (close === undefined || incoming.complete) return;
  let hasBegun = false;
  // Frameworks lose patience too, and would close the connection while it lingers.
  socket.destroySoon = () => {
    if (hasBegun) return;
    hasBegun = true;
    dropRest(incoming, () => {
      socket.destroySoon = close;
      close.call(socket);
    });
  };
}

function dropRest(incoming: LingeringIncoming, done: () => void): void {
  let bytes = 0;
  let isDone = false;
  const end = Date.now() + maxMs;
  let timer = setTimeout(finish, idleMs);
  incoming.on("data", (chunk) => {
    bytes += chunk.byteLength;
    clearTimeout(timer);
    if (isDone || bytes > maxBytes) return finish();
    timer = setTimeout(finish, Math.min(idleMs, end - Date.now()));
    // A reader that has given up may have paused the stream.
    incoming.resume();
  });
  // A body that was broken off ends no more; its connection still does.
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
    if (isDone) return;
    isDone = true;
    done();
  }
}
