import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * Watches a server's connections, so that it can stop without waiting for those that ask nothing.
 *
 * @returns what ends connections without a request under way at once, and the others after their answer
 */
export function drain(server: Server): () => void {
  const underWay = new Map<Socket, Set<ServerResponse>>();
  let isDraining = false;
  server.on("connection", (socket: Socket) => {
    underWay.set(socket, new Set());
    socket.once("close", () => underWay.delete(socket));
  });
  server.on("request", ({ socket }: IncomingMessage, response: ServerResponse) => {
    const responses = underWay.get(socket);
    response.shouldKeepAlive &&= !isDraining;
    responses?.add(response);
    response.once("close", () => responses?.delete(response));
  });
  return () => {
    isDraining = true;
    for (const [socket, responses] of underWay) {
      // Node itself counts a connection as busy that has never sent a byte, as browsers keep one in reserve.
      if (responses.size === 0) socket.destroy();
      for (const response of responses) response.shouldKeepAlive = false;
    }
  };
}
