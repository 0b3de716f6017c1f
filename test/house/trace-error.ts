/** Serves an app with @hono/node-server, traces one request whose handler throws, and prints the files that run between the throw and the response. */
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { createAdaptorServer } from "@hono/node-server";
import { contract } from "errata";
import { type BoundaryEnv, honoBoundary } from "errata/hono";
import { boundary } from "errata/server";
import { Hono } from "hono";
import { cors } from "hono/cors";
import { z } from "zod";

const shop = contract({
  name: "shop",
  version: "1.0.0",
  envelope: { success: false, error: { code: "$code", message: "$message", details: "$details?" } },
  errors: {
    INSUFFICIENT_CREDITS: {
      kind: "insufficient_credits",
      when: "The balance is below the price.",
      message: "Insufficient credits. Need {required, number}.",
      details: z.object({ required: z.number(), current: z.number() }),
    },
  },
  operations: { "POST /customers": ["INSUFFICIENT_CREDITS"] },
});
const recorded: string[] = [];
const app = honoBoundary(new Hono<BoundaryEnv>(), boundary(shop, { record: ({ code }) => recorded.push(code) }));
app.use("*", cors());
app.post("/customers", async (c) => {
  await c.req.json();
  const error = shop.error.INSUFFICIENT_CREDITS({ required: 150, current: 50 });
  // biome-ignore lint/suspicious/noDebugger: starts the trace
  debugger;
  throw error;
});

const server = createAdaptorServer({ fetch: app.fetch }) as Server;
await once(server.listen(0, "127.0.0.1"), "listening");
const { port } = server.address() as AddressInfo;
// Compiles the response template, which happens once per code.
await send();
const tracer = new Worker(new URL("tracer.mjs", import.meta.url), {
  workerData: fileURLToPath(new URL("../../src/", import.meta.url)),
});
await once(tracer, "message");
const status = await send();
tracer.postMessage("stop");
const [calls] = await once(tracer, "message");
process.stdout.write(JSON.stringify({ status, recorded, calls }));
process.exit();

async function send(): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/customers`, {
    method: "POST",
    body: "{}",
    headers: { "content-type": "application/json" },
  });
  await response.text();
  return response.status;
}
