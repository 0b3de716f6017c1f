import { contract } from "errata";
import { type BoundaryEnv, honoBoundary } from "errata/hono";
import { type Boundary, boundary, type Recorder } from "errata/server";
import { Hono } from "hono";
import type { Api } from "../shared/api/index.ts";
import { indexPage } from "./index-page.ts";

/** The contract of paths that belong to no API. */
const services = contract({
  name: "services",
  version: "1.0.0",
  errors: {
    INTERNAL_ERROR: {
      kind: "internal",
      when: "An unexpected error occurred outside of the APIs.",
      message: "Unexpected server error.",
    },
  },
});

/** All APIs and the index page. */
export interface RootApp {
  readonly app: Hono;
  /** Returns the boundary of a request's target: the API's, or the one of paths outside of every API. */
  readonly boundaryOf: (target: string) => Boundary;
}

/** Mounts the APIs and the index page in one app. */
export function rootApp(apis: readonly Api[], record: Recorder): RootApp {
  const rootBoundary = boundary(services, { record });
  const app = new Hono();
  // Errors that escape the boundaries of the APIs.
  app.onError((thrown, { req }) =>
    rootBoundary.handle(req.raw, () => {
      throw thrown;
    }),
  );
  for (const api of apis) api.mount(app);
  // Last, because it handles every path that no API has.
  const page = honoBoundary(new Hono<BoundaryEnv>(), rootBoundary);
  indexPage(page, apis);
  app.route("/", page);
  return {
    app,
    boundaryOf(target) {
      const [, first] = target.split(/[/?#]/, 2);
      return apis.find(({ name }) => name === first)?.boundary ?? rootBoundary;
    },
  };
}
