import { elysia } from "./elysia.ts";
import { express4Framework, express5 } from "./express.ts";
import { fastify5 } from "./fastify.ts";
import { fetchHandler } from "./fetch.ts";
import type { Framework } from "./framework.ts";
import { h3 } from "./h3.ts";
import { hono } from "./hono.ts";
import { koa } from "./koa.ts";
import { nestOnExpress, nestOnFastify } from "./nest.ts";
import { next } from "./next.ts";
import { node } from "./node.ts";
import { bun, deno } from "./runtimes.ts";

/** The frameworks under test, in the order of the table's columns. */
export const frameworks: readonly Framework[] = [
  node,
  fetchHandler,
  deno,
  bun,
  hono,
  express5,
  express4Framework,
  fastify5,
  nestOnExpress,
  nestOnFastify,
  koa,
  h3,
  elysia,
  next,
];
