import { Hono, type MiddlewareHandler } from "hono";
import { type Boundary, type BoundaryOptions, boundary, type Occurrence } from "../../../server/index.ts";
import { shop } from "../../../server/testing/index.ts";
import { type BoundaryEnv, honoBoundary, readJsonBody } from "../index.ts";

const { error } = shop;

/** The shop as a Hono app, with its boundary and the occurrences that it has recorded. */
export interface ShopApp {
  readonly app: Hono<BoundaryEnv>;
  readonly shopBoundary: Boundary;
  readonly occurrences: Occurrence[];
}

/** Creates the shop as a Hono app. @param middlewares registered before its routes */
export function shopApp(options: BoundaryOptions = {}, ...middlewares: MiddlewareHandler[]): ShopApp {
  const occurrences: Occurrence[] = [];
  const shopBoundary = boundary(shop, {
    record: (occurrence) => occurrences.push(occurrence),
    // Most tests serve a part of the contract, and routes that it does not have.
    warn: () => undefined,
    ...options,
  });
  const app = honoBoundary(new Hono<BoundaryEnv>(), shopBoundary);
  for (const middleware of middlewares) app.use("*", middleware);
  app.get("/orders/:orderId", (c) => {
    c.get("errata").tenant = "t_1";
    throw error.ORDER_NOT_FOUND({ orderId: c.req.param("orderId") });
  });
  app.delete("/orders/:orderId", (c) => c.body(null, 204));
  app.get("/orders", (c) => c.json([1]));
  app.post("/orders", async (c) => c.json(await readJsonBody(c)));
  app.all("/any", (c) => c.text(c.req.method));
  return { app, shopBoundary, occurrences };
}
