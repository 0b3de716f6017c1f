import type { IncomingMessage } from "node:http";

/** A client that has not noticed the answer after this much will not. */
const maxBytes = 16 * 1024 * 1024;
const maxMs = 500;

/** Reads and drops what is left of a body, up to 16 MiB or half a second, then calls back once. */
export function discardRest(request: IncomingMessage, done: () => void): void {
  let bytes = 0;
  const timer = setTimeout(finish, maxMs);
  request.on("data", onData).once("end", finish).once("close", finish);
  request.resume();

  function onData(chunk: Uint8Array): void {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) finish();
  }
  function finish(): void {
    clearTimeout(timer);
    request.off("data", onData).off("end", finish).off("close", finish);
    done();
    done = () => undefined;
  }
}
