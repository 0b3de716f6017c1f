/** Runs one server, sends its port to the parent process, and on request the CPU time that it has used, or its heap. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

const [, , module = "", name = ""] = process.argv;
const { servers } = (await import(module)) as { readonly servers: Readonly<Record<string, () => Server>> };
const server = servers[name]?.();
server?.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("message", (measure) => {
  if (measure === "heap") {
    // A second collection frees what finalizers and weak references have held.
    for (let run = 0; run < 2; run += 1) globalThis.gc?.();
    process.send?.(process.memoryUsage().heapUsed);
    return;
  }
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.on("disconnect", () => process.exit());
