import { validateBody } from "errata/hono";
import type { Hono } from "hono";
import { idParam } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { type ImagingEnv, ok } from "../http.ts";
import { requirePartner } from "../partners/caller.ts";
import { offeredPlans, viewPlan } from "./plan.ts";
import { NewPricing, setPricing } from "./set-pricing.ts";

/** Adds the routes of plans and their retail pricing. */
export function planRoutes(app: Hono<ImagingEnv>, backend: Backend): void {
  app.get("/v1/plans", async (c) => {
    const partner = requirePartner(c.get("caller"));
    const plans = await offeredPlans(backend.store.sql, partner.id);
    return ok(c, { items: plans.map(viewPlan) });
  });

  app.put("/v1/plans/:planId/pricing", async (c) => {
    const partner = requirePartner(c.get("caller"));
    const pricing = await validateBody(c, NewPricing);
    return ok(c, await setPricing(backend, partner, idParam(c, "planId"), pricing));
  });
}
