import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { RunningApp } from "./framework.ts";

const native = { Request, Response };

/** Restores the classes that @hono/node-server replaces for the whole process. Other frameworks recognise responses by their class. */
export function restoreFetchClasses(): void {
  for (const [name, value] of Object.entries(native)) Object.defineProperty(globalThis, name, { value });
}

/** Starts a server on a free port of the loopback interface. */
export async function listen(server: Server): Promise<RunningApp> {
  if (!server.listening) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  }
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
