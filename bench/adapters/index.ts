/**
 * Compares the CPU time of each framework's idiomatic error path with the adapter's, and of a success with and without it, and
 * measures the memory that errors retain. `-- Koa` measures one framework.
 */
import { type Comparison, compareServers } from "../compare-servers.ts";
import { measureRetained } from "../retained.ts";
import { apiKey } from "./servers.ts";

const frameworks = [
  ["Express", "Express, http-errors + error middleware", 0.8],
  ["Fastify", "Fastify, @fastify/error", 0.9],
  ["Nest", "Nest, HttpException + exception filter", 0.8],
  ["Koa", "Koa, http-errors + error middleware", 0.8],
  ["Elysia", "Elysia, error class + onError", 0.8],
] as const;

const [, , only] = process.argv;
const measured = frameworks.filter(([name]) => only === undefined || name === only);
const comparisons: readonly Comparison[] = measured.flatMap(([name, peer, target]) => [
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
const module = new URL("servers.ts", import.meta.url).href;
await compareServers({ comparisons, module, apiKey, starts: 2 });
const names = measured.map(([name]) => `Errata on ${name}`);
await measureRetained({ names, module, path: "/renders/r_2", apiKey, target: 200 });
