import { validateBody, validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { idParam } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { type ImagingContext, type ImagingEnv, ok } from "../http.ts";
import { requirePartner } from "../partners/caller.ts";
import { sellingGate } from "../partners/tiers.ts";
import { changePlan, PlanChange } from "./change-plan.ts";
import { changeState } from "./change-state.ts";
import { createCustomer, NewCustomer } from "./create-customer.ts";
import { type Customer, findCustomer, inState, viewCustomer } from "./customer.ts";
import { CustomerQuery, listCustomers } from "./list-customers.ts";
import { addUser, listUsers, NewUser } from "./users.ts";

/** Adds the customers of a partner and their users. */
export function customerRoutes(app: Hono<ImagingEnv>, backend: Backend): void {
  const maySell = sellingGate(backend.clock);

  /** The customer of the path, for the partner alone. */
  async function own(c: ImagingContext): Promise<Customer> {
    requirePartner(c.get("caller"));
    return await findCustomer(backend.store.sql, c.get("caller"), idParam(c, "customerId"));
  }

  app.post("/v1/customers", async (c) => {
    const partner = requirePartner(c.get("caller"));
    maySell(partner);
    return ok(c, await createCustomer(backend, partner, await validateBody(c, NewCustomer)), 201);
  });

  app.get("/v1/customers", async (c) => {
    const partner = requirePartner(c.get("caller"));
    return ok(c, await listCustomers(backend, partner, await validateQuery(c, CustomerQuery)));
  });

  app.get("/v1/customers/:customerId", async (c) => ok(c, viewCustomer(await own(c))));

  app.delete("/v1/customers/:customerId", async (c) => ok(c, await changeState(backend, await own(c), "delete")));

  app.post("/v1/customers/:customerId/suspend", async (c) =>
    ok(c, await changeState(backend, await own(c), "suspend")),
  );

  app.post("/v1/customers/:customerId/resume", async (c) => ok(c, await changeState(backend, await own(c), "resume")));

  app.put("/v1/customers/:customerId/plan", async (c) => {
    const customer = await own(c);
    const change = await validateBody(c, PlanChange);
    return ok(c, await changePlan(backend, c.get("caller").partner, customer, change));
  });

  app.post("/v1/customers/:customerId/users", async (c) => {
    const customer = inState(await own(c), "active");
    return ok(c, await addUser(backend, customer, await validateBody(c, NewUser)), 201);
  });

  app.get("/v1/customers/:customerId/users", async (c) => {
    return ok(c, await listUsers(backend, inState(await own(c), "active", "suspended")));
  });
}
