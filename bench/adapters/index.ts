/** Compares the CPU time of each framework's idiomatic error path with the adapter's, and of a success with and without it. */
import { type Comparison, compareServers } from "../compare-servers.ts";
import { apiKey } from "./servers.ts";

const frameworks = [
  ["Express", "Express, http-errors + error middleware", 0.8],
  ["Fastify", "Fastify, @fastify/error", 0.9],
  ["Nest", "Nest, HttpException + exception filter", 0.8],
  ["Koa", "Koa, http-errors + error middleware", 0.8],
] as const;

const comparisons: readonly Comparison[] = frameworks.flatMap(([name, peer, target]) => [
  { label: `error on ${name}`, ours: `Errata on ${name}`, peer, path: "/renders/r_2", status: 404, target },
  { label: `success on ${name}`, ours: `Errata on ${name}`, peer, path: "/renders/r_1", status: 200, target: 1.05 },
  {
    // Errata sends a request id with every response.
    label: `success on ${name} with request ids`,
    ours: `Errata on ${name}`,
    peer: `${name} with request ids`,
    path: "/renders/r_1",
    status: 200,
    target: 1.05,
  },
]);

process.stdout.write("Each app sets the headers of CORS and security headers, and checks an API key. ");
await compareServers({ comparisons, module: new URL("servers.ts", import.meta.url).href, apiKey, starts: 2 });
