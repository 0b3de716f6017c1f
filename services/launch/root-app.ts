import { contract } from "errata";
import type { ConsolePages } from "errata/console";
import { type BoundaryEnv, honoBoundary } from "errata/hono";
import { type Boundary, boundary, type Recorder } from "errata/server";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { etag } from "hono/etag";
import type { Api } from "../shared/api/index.ts";
import { asOne } from "../shared/http/index.ts";
import { catalogLink, catalogPath } from "./api-catalog.ts";
import type { ServePages } from "./documentation.tsx";
import type { Health } from "./health.ts";
import type { Metrics } from "./metrics.ts";
import { observeRequests, type RequestObserver } from "./observe-requests.ts";

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

/** The pages about the APIs. */
export interface RootPages {
  /** Responds to requests for pages. @default none */
  readonly documentation?: ServePages;
  /** The pages for operators. @default none */
  readonly console?: ConsolePages | undefined;
  /** The state of this node. @default none */
  readonly health?: Health | undefined;
  /** The metrics of this node, for operators. @default none */
  readonly metrics?: Pick<Metrics, "isOperator" | "text" | "contentType"> | undefined;
  /** Receive every request to an API or a page. @default none */
  readonly observers?: readonly RequestObserver[];
}

/** All APIs and the pages about them. */
export interface RootApp {
  readonly app: Hono;
  /** Returns the boundary of a request's target: the API's, or the one of paths outside of every API. */
  readonly boundaryOf: (target: string) => Boundary;
}

/**
 * Mounts the APIs and the pages about them in one app.
 *
 * @param publicUrl beginning of the links in JSON, without a slash at the end. @default none: links are paths
 */
export function rootApp(
  apis: readonly Api[],
  record: Recorder,
  { documentation = () => undefined, console: operatorPages, health, metrics, observers = [] }: RootPages = {},
  publicUrl = "",
): RootApp {
  const rootBoundary = boundary(services, { record });
  const app = new Hono();
  // Errors that escape the boundaries of the APIs.
  app.onError((thrown, { req }) =>
    rootBoundary.handle(req.raw, () => {
      throw thrown;
    }),
  );
  if (health !== undefined) app.get("/healthz", health.alive).get("/readyz", health.ready);
  const known = new Set(["docs", ...apis.map(({ name }) => name)]);
  const respondWithPage: MiddlewareHandler = async (c, next) => {
    // Without the token, the response is that to an unknown route.
    if (c.req.path === "/metrics" && metrics?.isOperator(c.req.header("authorization"))) {
      c.res = c.body(await metrics.text(), 200, { "Content-Type": metrics.contentType, "Cache-Control": "no-store" });
      return;
    }
    // Called for every unknown route, so that the time of a response does not reveal the console.
    const operatorPage = known.has(firstSegment(c)) ? undefined : await operatorPages?.handle(c.req.raw);
    if (operatorPage !== undefined) {
      c.res = operatorPage;
      return;
    }
    // Checked first, because reading `raw` builds a Fetch request.
    const page = wantsPage(c) ? await documentation(c.req.raw) : undefined;
    if (page === undefined) return next();
    c.res = page;
    return conditional(c, async () => undefined);
  };
  app.use(
    "*",
    asOne(observeRequests(apis, observers), (c, next) =>
      known.has(firstSegment(c)) && !wantsPage(c) ? next() : respondWithPage(c, next),
    ),
  );
  for (const api of apis)
    app.on("GET", [`/${api.name}`, `/${api.name}/`], conditional, (c) =>
      c.json(describeApi(api, publicUrl), 200, jsonHeaders(publicUrl)),
    );
  for (const api of apis) api.mount(app);
  // Last, because it handles every path that no API has.
  const index = honoBoundary(new Hono<BoundaryEnv>(), rootBoundary);
  index.get("/", conditional, (c) =>
    c.json({ apis: apis.map((api) => describeApi(api, publicUrl)) }, 200, jsonHeaders(publicUrl)),
  );
  app.route("/", index);
  return {
    app,
    boundaryOf(target) {
      const [, first] = target.split(/[/?#]/, 2);
      return apis.find(({ name }) => name === first)?.boundary ?? rootBoundary;
    },
  };
}

/** Paths of files for programs, whatever they accept. */
const isPath = new RegExp(`^/(docs(/|$)|llms(-full)?\\.txt$|${catalogPath.slice(1)}$)`);

function firstSegment({ req }: Context): string {
  const [, first = ""] = req.path.split("/", 2);
  return first;
}

/** Returns whether a request may be for a page of the documentation. Calls of an API are not. */
function wantsPage({ req }: Context): boolean {
  return isPath.test(req.path) || /text\/(html|markdown|\*)/i.test(req.header("accept") ?? "");
}

/** Adds validators to pages, and responds with 304 to a client that has the current one. */
const conditional = etag();

function jsonHeaders(publicUrl: string): Record<string, string> {
  return { Vary: "Accept", "Cache-Control": "no-cache", Link: catalogLink(publicUrl) };
}

/** Describes an API to programs. */
function describeApi({ name, about, contract }: Api, base: string): object {
  return {
    name,
    version: contract.version,
    about,
    path: `${base.replace(/^https?:\/\/[^/]*/i, "")}/${name}`,
    docs: `${base}/docs/${name}/`,
    llms: `${base}/docs/${name}/llms.txt`,
    openapi: `${base}/docs/${name}/openapi.json`,
    contract: `${base}/${name}/.well-known/errata.json`,
    codes: `${base}/docs/${name}/codes.json`,
    operations: [...contract.operations.keys()],
  };
}
