import { contract } from "errata";
import { type BoundaryEnv, honoBoundary } from "errata/hono";
import { type Boundary, boundary, type Recorder } from "errata/server";
import { Hono } from "hono";
import type { Api } from "../shared/api/index.ts";
import { indexPage } from "./index-page.ts";

/** What the port itself answers, outside of every API. */
const services = contract({
  name: "services",
  version: "1.0.0",
  errors: {
    INTERNAL_ERROR: { kind: "internal", when: "The launcher failed.", message: "Unexpected server error." },
  },
});

/** What a port answers. */
export interface RootApp {
  readonly app: Hono;
  /** Gives the boundary of a request's target: that of the API which it is for, else the port's own. */
  readonly boundaryOf: (target: string) => Boundary;
}

/** Puts the APIs beside each other under one port. */
export function rootApp(apis: readonly Api[], record: Recorder): RootApp {
  const own = boundary(services, { record });
  const app = new Hono();
  // Errors that escape the boundaries of the APIs.
  app.onError((thrown, { req }) =>
    own.handle(req.raw, () => {
      throw thrown;
    }),
  );
  for (const api of apis) api.mount(app);
  // Last, because it answers everything that no API took.
  const page = honoBoundary(new Hono<BoundaryEnv>(), own);
  indexPage(page, apis);
  app.route("/", page);
  return {
    app,
    boundaryOf(target) {
      const [, first] = target.split(/[/?#]/, 2);
      return apis.find(({ name }) => name === first)?.boundary ?? own;
    },
  };
}
