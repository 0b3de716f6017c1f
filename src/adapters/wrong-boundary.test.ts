import { expect, it } from "vitest";
import { contract } from "../contract/index.ts";
import { elysiaBoundary } from "./elysia/index.ts";
import { expressBoundary } from "./express/index.ts";
import { fastifyBoundary } from "./fastify/index.ts";
import { h3Boundary } from "./h3/index.ts";
import { honoBoundary } from "./hono/index.ts";
import { koaBoundary } from "./koa/index.ts";
import { ErrataModule } from "./nest/index.ts";
import { nextProxy, nextRoute } from "./next/index.ts";
import { nodeListener } from "./node/index.ts";

/** A contract in place of its boundary, which JavaScript does not notice before the first request. */
const shop: any = contract({
  name: "shop",
  version: "1.0.0",
  errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
  operations: {},
});
const app: any = { routes: [] };

it.each([
  ["elysiaBoundary", () => elysiaBoundary(shop)],
  ["ErrataModule.forRoot", () => ErrataModule.forRoot(shop)],
  ["expressBoundary", () => expressBoundary(app, shop)],
  ["fastifyBoundary", () => fastifyBoundary(app, shop)],
  ["h3Boundary", () => h3Boundary(app, shop)],
  ["honoBoundary", () => honoBoundary(app, shop)],
  ["koaBoundary", () => koaBoundary(app, shop)],
  ["nextProxy", () => nextProxy(shop, () => undefined)],
  ["nextRoute", () => nextRoute(shop, {})],
  ["nodeListener", () => nodeListener(shop, () => undefined)],
])("%s rejects a contract in place of its boundary at once", (name, run) => {
  expect(run).toThrow(`Expected the boundary of ${name} to be the result of boundary(…), received `);
  expect(run).toThrow(TypeError);
});
