import { Hono, type MiddlewareHandler } from "hono";
import { type BoundaryEnv, honoBoundary, readJsonBody } from "../../adapters/hono/index.ts";
import { type Boundary, type BoundaryOptions, boundary, type Occurrence } from "../index.ts";
import { shop } from "./shop.ts";

const { error } = shop;

/** The shop as an app, with its boundary and what that has recorded. */
export interface ShopApp {
  readonly app: Hono<BoundaryEnv>;
  readonly made: Boundary;
  readonly seen: readonly Occurrence[];
}

/** Makes the shop as an app. @param before middlewares before its routes */
export function shopApp(options: BoundaryOptions = {}, ...before: MiddlewareHandler[]): ShopApp {
  const seen: Occurrence[] = [];
  const made = boundary(shop, { record: (occurrence) => seen.push(occurrence), ...options });
  const app = honoBoundary(new Hono<BoundaryEnv>(), made);
  for (const middleware of before) app.use("*", middleware);
  app.get("/orders/:orderId", (c) => {
    c.get("errata").tenant = "t_1";
    throw error.ORDER_NOT_FOUND({ orderId: c.req.param("orderId") });
  });
  app.delete("/orders/:orderId", (c) => c.body(null, 204));
  app.get("/orders", (c) => c.json([1]));
  app.post("/orders", async (c) => c.json(await readJsonBody(c)));
  app.all("/any", (c) => c.text(c.req.method));
  return { app, made, seen };
}
