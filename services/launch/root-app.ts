import { contract } from "errata";
import { type BoundaryEnv, honoBoundary } from "errata/hono";
import { type Boundary, boundary, type Recorder } from "errata/server";
import { Hono } from "hono";
import type { Api } from "../shared/api/index.ts";
import { catalogLink, catalogPath } from "./api-catalog.ts";
import type { ServePages } from "./documentation.tsx";

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

/** All APIs and the pages about them. */
export interface RootApp {
  readonly app: Hono;
  /** Returns the boundary of a request's target: the API's, or the one of paths outside of every API. */
  readonly boundaryOf: (target: string) => Boundary;
}

/** Mounts the APIs and the pages about them in one app. @param pages responds to requests for pages. @default none */
export function rootApp(apis: readonly Api[], record: Recorder, pages: ServePages = () => undefined): RootApp {
  const rootBoundary = boundary(services, { record });
  const app = new Hono();
  // Errors that escape the boundaries of the APIs.
  app.onError((thrown, { req }) =>
    rootBoundary.handle(req.raw, () => {
      throw thrown;
    }),
  );
  app.use("*", async (c, next) => {
    // Checked first, because reading `raw` builds a Fetch request, which calls of an API do not need.
    const isDocument = c.req.path.startsWith("/docs") || c.req.path === catalogPath;
    const isPage = isDocument || c.req.header("accept")?.includes("text/html") === true;
    const page = isPage ? await pages(c.req.raw) : undefined;
    return page ?? next();
  });
  for (const api of apis) api.mount(app);
  // Last, because it handles every path that no API has.
  const index = honoBoundary(new Hono<BoundaryEnv>(), rootBoundary);
  index.get("/", (c) => c.json({ apis: apis.map(indexEntry) }, 200, { Vary: "Accept", Link: catalogLink }));
  app.route("/", index);
  return {
    app,
    boundaryOf(target) {
      const [, first] = target.split(/[/?#]/, 2);
      return apis.find(({ name }) => name === first)?.boundary ?? rootBoundary;
    },
  };
}

/** Describes an API to programs. */
function indexEntry({ name, about, contract }: Api): object {
  return {
    name,
    about,
    path: `/${name}`,
    docs: `/docs/${name}/`,
    openapi: `/docs/${name}/openapi.json`,
    contract: `/${name}/.well-known/errata.json`,
    codes: contract.codes.length,
    operations: [...contract.operations.keys()],
  };
}
