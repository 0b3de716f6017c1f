/** Runs one server, sends its port to the parent process, and on request the CPU time that it has used. */
import type { AddressInfo } from "node:net";
import { type ServerName, servers } from "./servers.ts";

const server = servers[process.argv[2] as ServerName]();
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.on("disconnect", () => process.exit());
