import { validateBody, validateQuery } from "errata/hono";
import type { Hono } from "hono";
import { idParam, noStore } from "../../shared/http/index.ts";
import { readRotation, rotateKey } from "../../shared/keys/index.ts";
import type { Backend } from "../backend.ts";
import { imaging } from "../contract.ts";
import { type ImagingContext, type ImagingEnv, type ImagingOnce, ListQuery, ok, success } from "../http.ts";
import { requirePartner } from "../partners/caller.ts";
import { viewCredential } from "../partners/keys.ts";
import { type Customer, findCustomer, requireState } from "./customer.ts";
import { deleteUser } from "./delete-user.ts";
import { addToken, findToken, listTokens, NewToken } from "./user-tokens.ts";
import { addUser, listUsers, NewUser, requireUser } from "./users.ts";

const refusals = { replaced: imaging.error.KEY_ALREADY_ROTATED, inactive: imaging.error.KEY_INACTIVE };

/** Adds the routes of a customer's users and their tokens. Only partners may use them, except for a user's own rotation. */
export function userRoutes(app: Hono<ImagingEnv>, backend: Backend, once: ImagingOnce): void {
  /** Finds the partner's customer that the path names. */
  async function customerOf(c: ImagingContext, ...states: readonly Customer["state"][]): Promise<Customer> {
    requirePartner(c.get("caller"));
    const customer = await findCustomer(backend.store.sql, c.get("caller"), idParam(c, "customerId"));
    return requireState(customer, ...states);
  }

  app.post("/v1/customers/:customerId/users", async (c) => {
    const customer = await customerOf(c, "active");
    return await once(c, async (finish) => addUser(backend, customer, await validateBody(c, NewUser), finish), {
      headers: noStore,
    });
  });

  app.get("/v1/customers/:customerId/users", async (c) =>
    ok(c, await listUsers(backend, await customerOf(c, "active", "suspended"), await validateQuery(c, ListQuery))),
  );

  app.delete("/v1/customers/:customerId/users/:userId", async (c) => {
    await deleteUser(backend, await customerOf(c, "active", "suspended"), idParam(c, "userId"));
    return c.body(null, 204);
  });

  app.get("/v1/customers/:customerId/users/:userId/tokens", async (c) => {
    const customer = await customerOf(c, "active", "suspended");
    await requireUser(backend, customer, idParam(c, "userId"));
    return ok(c, await listTokens(backend, customer, idParam(c, "userId"), await validateQuery(c, ListQuery)));
  });

  app.post("/v1/customers/:customerId/users/:userId/tokens", async (c) => {
    const customer = await customerOf(c, "active");
    await requireUser(backend, customer, idParam(c, "userId"));
    return await once(
      c,
      async (finish) => addToken(backend, customer, idParam(c, "userId"), await validateBody(c, NewToken), finish),
      { headers: noStore },
    );
  });

  app.post("/v1/customers/:customerId/users/:userId/tokens/:tokenId/rotate", async (c) => {
    const caller = c.get("caller");
    const [userId, tokenId] = [idParam(c, "userId"), idParam(c, "tokenId")];
    const isOwn = caller.user?.id === userId && caller.key.id === tokenId;
    if (!isOwn) requirePartner(caller);
    const found = await findCustomer(backend.store.sql, caller, idParam(c, "customerId"));
    const customer = requireState(found, "active", "suspended");
    await requireUser(backend, customer, userId);
    const old = await findToken(backend, customer, userId, tokenId);
    // A user cannot prolong the access that the partner granted.
    const rotation = { ...(await readRotation(c)), key: old, isRenewed: !isOwn, now: backend.clock() };
    const { key, secret, replaces } = await rotateKey(backend.userKeys, rotation, refusals);
    return c.json(success({ ...viewCredential(key), token: secret, replaces }), 201, noStore);
  });

  app.delete("/v1/customers/:customerId/users/:userId/tokens/:tokenId", async (c) => {
    const customer = await customerOf(c, "active", "suspended");
    await requireUser(backend, customer, idParam(c, "userId"));
    const token = await findToken(backend, customer, idParam(c, "userId"), idParam(c, "tokenId"));
    return ok(c, viewCredential((await backend.userKeys.revoke(customer.partner_id, token.id)) ?? token));
  });
}
