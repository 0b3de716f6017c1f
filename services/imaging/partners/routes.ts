import { validateQuery } from "errata/hono";
import type { Hono } from "hono";
import type { Backend } from "../backend.ts";
import { type ImagingEnv, ListQuery, ok } from "../http.ts";
import { requirePartner } from "./caller.ts";
import { listCredits, readCredits } from "./credits.ts";
import { viewPartner } from "./partner.ts";
import { readUsage } from "./usage.ts";

/** Adds the routes of a partner's own account. */
export function partnerRoutes(app: Hono<ImagingEnv>, backend: Backend): void {
  app.get("/v1/partner", (c) => ok(c, viewPartner(requirePartner(c.get("caller")))));

  app.get("/v1/credits", async (c) => ok(c, await readCredits(backend, requirePartner(c.get("caller")))));

  app.get("/v1/credits/movements", async (c) => {
    const partner = requirePartner(c.get("caller"));
    return ok(c, await listCredits(backend, partner, await validateQuery(c, ListQuery)));
  });

  app.get("/v1/usage", async (c) => ok(c, await readUsage(backend, requirePartner(c.get("caller")))));
}
