/** The route handlers and the proxy of the app under test. Each `route.js` exports the methods of one member of `routes`. */

import { type MethodHandlers, type NextRoute, nextProxy, nextRoute } from "errata/next";
import * as copy from "#copy";
import { handle } from "../conformance/fetch-app.ts";
import { reportingBoundary } from "../conformance/reporting-boundary.ts";
import { secret, shop } from "../conformance/shop.ts";

type Params = Readonly<Record<string, string>>;
type Handlers = MethodHandlers<Request, Params>;

const boundary = reportingBoundary(copy);

/** Routes by the folder that has their `route.js`. */
export const routes: Readonly<Record<string, Partial<NextRoute<Request, Params>>>> = Object.fromEntries(
  Object.entries<Handlers>({
    ...Object.fromEntries(
      ["ok", "sub/ok", "hang", "throw/[what]", "returned/[what]", "unserialisable"].map((path) => [
        path,
        { GET: handle },
      ]),
    ),
    ...Object.fromEntries(["late", "events", "broken-events", "middleware"].map((path) => [path, { GET: handle }])),
    echo: { POST: handle },
    orders: { POST: handle },
    upload: { POST: handle },
    "orders/[orderId]": {
      async GET(_request, { params }) {
        throw shop.error.ORDER_NOT_FOUND({ orderId: (await params).orderId ?? "" });
      },
    },
  }).map(([path, handlers]) => [path, routeOf(handlers)]),
);

/** Responds to paths without a route. */
export const unknown = routeOf({});

/** Runs before every route. */
export const proxy = boundary === undefined ? check : nextProxy(boundary, check);

function routeOf(handlers: Handlers): Partial<NextRoute<Request, Params>> {
  return boundary === undefined ? (handlers as Partial<NextRoute<Request, Params>>) : nextRoute(boundary, handlers);
}

function check({ url }: Request): void {
  if (new URL(url).pathname === "/middleware") throw new Error(secret);
}
