import { contract } from "errata";
import { type Boundary, boundary, factsOf, type Recorder, toResponse } from "errata/server";
import { Hono } from "hono";
import type { Api } from "./api.ts";
import { indexPage } from "./index-page.ts";

/** What the port itself answers, outside of every API. */
const services = contract({
  name: "services",
  version: "1.0.0",
  errors: {
    INTERNAL_ERROR: { kind: "internal", when: "The launcher failed.", message: "Unexpected server error." },
  },
});

/** Puts the APIs beside each other under one port. */
export function rootApp(apis: readonly Api[], record: Recorder): { app: Hono; boundary: Boundary } {
  const own = boundary(services, { record });
  const app = new Hono();
  const answer = (thrown: unknown, request: Request): Response =>
    toResponse(own.refuse(thrown, own.begin(factsOf(request))), request.method);
  app.notFound((c) => answer(own.raise("unknown_route"), c.req.raw));
  app.onError((thrown, c) => answer(thrown, c.req.raw));
  indexPage(app, apis);
  for (const api of apis) api.mount(app);
  return { app, boundary: own };
}
