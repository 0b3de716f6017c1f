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
    label: "success on Hono with request ids",
    ours: "Errata on Hono",
    peer: "Hono, HTTPException + requestId()",
    path: "/renders/r_1",
    status: 200,
    target: 1.05,
  },
  {
    // Without headers that a middleware prepares, Hono copies no response, so this is the cost of the boundary itself.
    label: "success on Hono without cors()",
    ours: "Errata on Hono without cors()",
    peer: "Hono without cors()",
    path: "/renders/r_1",
    status: 200,
    target: 1.1,
  },
];

process.stdout.write("Hono apps have cors(), secureHeaders() and an API key check. ");
await compareServers({ comparisons, module: new URL("servers.ts", import.meta.url).href, apiKey });
