import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";

/**
 * Ends the body of a request whose client went away after its answer was out, or was given in the handler's place:
 * Node forgets such a request, and whoever reads the body would wait for ever.
 */
export function endBrokenBodies(server: Server): void {
  const latest = new WeakMap<Socket, IncomingMessage>();
  server.on("request", (request: IncomingMessage) => latest.set(request.socket, request));
  server.on("connection", (socket: Socket) => {
    socket.once("close", () => {
      const request = latest.get(socket);
      if (request?.complete === false) request.destroy(new Error("the client closed the connection"));
    });
  });
}
