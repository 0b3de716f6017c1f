import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Limits of {@link closeSlowReaders}. */
export interface ReaderLimits {
  /** Time for which a client may pause, in milliseconds. @default 30_000 */
  readonly pauseMs?: number;
  /** Smallest rate at which a client reads, in bytes per second. @default 2_000 */
  readonly minBytesPerSecond?: number;
}

/** The last time at which a client had read enough, and the bytes that it had read. */
interface Mark {
  readonly time: number;
  readonly bytes: number;
}

/**
 * Closes connections whose client reads a response too slowly, because each keeps a file and a part of it in memory. Time
 * in which nothing waits to be sent does not count. Checks every connection with a response under way once a second.
 *
 * @param onClose called for each connection that was closed
 */
export function closeSlowReaders(
  server: Server,
  onClose: () => void,
  { pauseMs = 30_000, minBytesPerSecond = 2_000 }: ReaderLimits = {},
): void {
  const marks = new Map<Socket, Mark>();
  const check = (): void => {
    const time = performance.now();
    for (const [socket, mark] of marks) {
      const bytes = socket.bytesWritten - socket.writableLength;
      const tookMs = time - mark.time;
      // A chunk counts when it has been sent as a whole, so it may take the time that it needs at the smallest rate.
      const limitMs = pauseMs + (socket.writableLength * 1_000) / minBytesPerSecond;
      const isFast = tookMs >= pauseMs && (bytes - mark.bytes) * 1_000 >= tookMs * minBytesPerSecond;
      if (socket.writableLength === 0 || isFast) marks.set(socket, { time, bytes });
      else if (tookMs > limitMs) {
        socket.destroy();
        onClose();
      }
    }
  };
  const timer = setInterval(check, Math.min(pauseMs / 5, 1_000)).unref();
  server.once("close", () => clearInterval(timer));
  server.on("request", ({ socket }: IncomingMessage, response: ServerResponse) => {
    const { bytesWritten, writableLength } = socket;
    marks.set(socket, { time: performance.now(), bytes: bytesWritten - writableLength });
    // Of two pipelined requests, the first response ends first.
    response.once("close", () => marks.delete(socket));
  });
}
