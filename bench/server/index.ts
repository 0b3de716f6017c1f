/** Measures the server's CPU time per request of the boundary on node:http and on Hono. */
import { type Comparison, compareServers } from "../compare-servers.ts";
import { apiKey } from "./servers.ts";

const comparisons: readonly Comparison[] = [
  {
    label: "error on node:http",
    ours: "Errata on node:http",
    peer: "node:http, throw + stringify",
    path: "/renders/r_2",
    status: 404,
    target: 1.05,
  },
  {
    label: "error on Hono",
    ours: "Errata on Hono",
    peer: "Hono, HTTPException + onError",
    path: "/renders/r_2",
    status: 404,
    target: 0.85,
  },
  {
    label: "success on Hono",
    ours: "Errata on Hono",
    peer: "Hono, HTTPException + onError",
    path: "/renders/r_1",
    status: 200,
    target: 1.05,
  },
  {
    // Errata sends a request id with every response. Most of what it costs more than the plain app is that header.
    label: "success on Hono with request ids",
    ours: "Errata on Hono",
    peer: "Hono, HTTPException + requestId()",
    path: "/renders/r_1",
    status: 200,
    target: 1.05,
  },
];

process.stdout.write("Hono apps have cors(), secureHeaders() and an API key check. ");
await compareServers({ comparisons, module: new URL("servers.ts", import.meta.url).href, apiKey });
