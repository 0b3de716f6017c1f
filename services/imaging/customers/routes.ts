import { validateBody, validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { listStorage } from "../../shared/files/index.ts";
import { idParam } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { type ImagingContext, type ImagingEnv, type ImagingOnce, ListQuery, ok } from "../http.ts";
import { requirePartner, sellingGate } from "../partners/caller.ts";
import { changePlan, PlanChange } from "./change-plan.ts";
import { changeState } from "./change-state.ts";
import { createCustomer, NewCustomer } from "./create-customer.ts";
import { type Customer, findCustomer, requireState, viewCustomer } from "./customer.ts";
import { CustomerQuery, listCustomers } from "./list-customers.ts";

/** Adds the routes of customers. Only partners may use them. */
export function customerRoutes(app: Hono<ImagingEnv>, backend: Backend, once: ImagingOnce): void {
  const requireSelling = sellingGate(backend.clock);

  /** Finds the partner's customer that the path names. */
  async function customerOf(c: ImagingContext): Promise<Customer> {
    requirePartner(c.get("caller"));
    return await findCustomer(backend.store.sql, c.get("caller"), idParam(c, "customerId"));
  }

  app.post("/v1/customers", async (c) => {
    const partner = requirePartner(c.get("caller"));
    requireSelling(partner);
    return await once(c, async (finish) =>
      createCustomer(backend, partner, await validateBody(c, NewCustomer), finish),
    );
  });

  app.get("/v1/customers", async (c) => {
    const partner = requirePartner(c.get("caller"));
    return ok(c, await listCustomers(backend, partner, await validateQuery(c, CustomerQuery)));
  });

  app.get("/v1/customers/:customerId", async (c) => ok(c, viewCustomer(await customerOf(c))));

  app.delete("/v1/customers/:customerId", async (c) =>
    ok(c, await changeState(backend, await customerOf(c), "delete")),
  );

  app.post("/v1/customers/:customerId/suspend", async (c) =>
    ok(c, await changeState(backend, await customerOf(c), "suspend")),
  );

  app.post("/v1/customers/:customerId/resume", async (c) =>
    ok(c, await changeState(backend, await customerOf(c), "resume")),
  );

  app.put("/v1/customers/:customerId/plan", async (c) => {
    const customer = await customerOf(c);
    const change = await validateBody(c, PlanChange);
    return ok(c, await changePlan(backend, c.get("caller").partner, customer, change));
  });

  app.get("/v1/customers/:customerId/storage/movements", async (c) => {
    const { id } = requireState(await customerOf(c), "active", "suspended");
    return ok(c, await listStorage(backend, id, await validateQuery(c, ListQuery), "(ins|rep)"));
  });
}
