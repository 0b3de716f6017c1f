import { IncomingMessage, type ServerResponse } from "node:http";

/**
 * Lets a client that asks `Expect: 100-continue` send its body only when somebody begins to read it: a request that is
 * refused by its head is refused before its body is sent.
 */
export function continueLate(request: IncomingMessage, response: ServerResponse): void {
  const { shouldKeepAlive } = response;
  // Without the 100 nobody knows whether the body follows, so that no other request can.
  response.shouldKeepAlive = false;
  request._read = (size) => {
    request._read = IncomingMessage.prototype._read;
    if (!response.headersSent && !response.destroyed) {
      response.shouldKeepAlive = shouldKeepAlive;
      response.writeContinue();
    }
    request._read(size);
  };
}
