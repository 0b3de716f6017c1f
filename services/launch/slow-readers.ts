import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Limits of {@link closeSlowReaders}. */
export interface ReaderLimits {
  /** Time for which a client may pause, in milliseconds. @default 30_000 */
  readonly pauseMs?: number;
  /** Smallest rate at which a client reads, in bytes per second. @default 2_000 */
  readonly minBytesPerSecond?: number;
}

/** Largest step in which a client reports what it has read. */
const stepBytes = 65_536;

/** A connection with responses under way. */
interface Reading {
  /** Responses under way; several if the client sends requests without waiting. */
  responses: number;
  /** The last time at which the client had read enough. */
  time: number;
  /** Bytes that it had read by then. */
  bytes: number;
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
  const readings = new Map<Socket, Reading>();
  const check = (): void => {
    const time = performance.now();
    for (const [socket, reading] of readings) {
      const bytes = sentBy(socket);
      const tookMs = time - reading.time;
      // Clients report what they have read in steps, which are largest on one machine.
      const limitMs = pauseMs + (Math.min(socket.writableLength, stepBytes) * 1_000) / minBytesPerSecond;
      const isFast = tookMs >= pauseMs && (bytes - reading.bytes) * 1_000 >= tookMs * minBytesPerSecond;
      if (socket.writableLength === 0 || isFast) Object.assign(reading, { time, bytes });
      else if (tookMs > limitMs) {
        socket.destroy();
        onClose();
      }
    }
  };
  const timer = setInterval(check, Math.min(pauseMs / 5, 1_000)).unref();
  server.once("close", () => clearInterval(timer));
  server.on("request", ({ socket }: IncomingMessage, response: ServerResponse) => {
    const reading = readings.get(socket) ?? { responses: 0, time: performance.now(), bytes: sentBy(socket) };
    readings.set(socket, reading);
    reading.responses += 1;
    response.once("close", () => {
      reading.responses -= 1;
      if (reading.responses === 0) readings.delete(socket);
    });
  });
}

/**
 * Returns the bytes that the system has accepted for a connection. Node counts a write of any length only when it is complete;
 * only the handle knows how much of it has been sent, which Node's own timeout of sockets uses too.
 */
function sentBy(socket: Socket): number {
  const { _handle: handle } = socket as { _handle?: { bytesWritten: number; writeQueueSize: number } | null };
  if (handle?.writeQueueSize === undefined) return socket.bytesWritten - socket.writableLength;
  return handle.bytesWritten - handle.writeQueueSize;
}
