/** Runs one service of a bench, with Errata and on plain Hono, on two ports. It sends its parent both, and on request its CPU time. */
import { mkdtemp, rm } from "node:fs/promises";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import { openSqlite } from "errata/store/sqlite";
import { Hono } from "hono";
import { cors } from "hono/cors";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import { pino } from "pino";
import { accessLog, floodCounter, listen, openMetrics, rootApp } from "../../services/launch/index.ts";
import { secretBox } from "../../services/shared/secrets/index.ts";
import { type BenchedName, benched } from "./benched.ts";

const { open, migrations } = benched[process.argv[2] as BenchedName];
const folder = await mkdtemp(join(tmpdir(), "errata-bench-"));
const store = await openSqlite({ path: join(folder, "errata.db"), migrations });
const { api, plain, main, error } = await open({
  store,
  folder,
  secrets: secretBox([Buffer.alloc(32)]),
  record: () => undefined,
  onJobFailed: () => undefined,
});
// As `npm start` observes requests.
const log = pino({ level: "silent" });
const observers = [
  openMetrics(store, {}, undefined).observe,
  accessLog({ log, share: 0, trustedProxies: [], floods: floodCounter(log) }),
];
const ours = await listen(
  rootApp([api], () => undefined, { observers }),
  0,
);
const root = new Hono();
root.use(requestId(), cors(), secureHeaders());
root.route(`/${api.name}`, plain);
const server = createAdaptorServer({ fetch: root.fetch }) as Server;
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ errata: `${ours.url}/${api.name}`, plain: `http://127.0.0.1:${port}/${api.name}`, main, error });
});
process.on("disconnect", async () => {
  await rm(folder, { recursive: true, force: true });
  process.exit();
});
