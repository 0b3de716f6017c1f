import { validateBody, validateQuery } from "errata/hono";
import type { Hono } from "hono";
import type { z } from "zod";
import { idParam, noStore } from "../../shared/http/index.ts";
import type { OrdersContext, OrdersEnv, OrdersOnce } from "../http.ts";
import { createWebhook, NewWebhook } from "./create-webhook.ts";
import { DeliveryQuery, listDeliveries } from "./delivery.ts";
import { deleteWebhook, listWebhooks, Rotation, rotateSecret, WebhookQuery } from "./manage-webhooks.ts";
import { replayDelivery, sendTest } from "./send-on-request.ts";
import { findWebhook, viewWebhook } from "./webhook.ts";
import type { WebhookContext } from "./webhook-context.ts";

/** Adds the routes of webhooks, their secrets and their deliveries. */
export function webhookRoutes(app: Hono<OrdersEnv>, context: WebhookContext, once: OrdersOnce): void {
  const { sql } = context.store;

  app.post("/v1/webhooks", (c) =>
    once(c, async (finish) => createWebhook(context, c.get("caller"), await validateBody(c, NewWebhook), finish), {
      headers: noStore,
    }),
  );

  app.get("/v1/webhooks", async (c) =>
    c.json(await listWebhooks(context, c.get("caller"), await validateQuery(c, WebhookQuery))),
  );

  app.get("/v1/webhooks/:webhookId", async (c) =>
    c.json(viewWebhook(await findWebhook(sql, c.get("caller"), idParam(c, "webhookId")), context.clock())),
  );

  app.delete("/v1/webhooks/:webhookId", async (c) => {
    await deleteWebhook(context, c.get("caller"), idParam(c, "webhookId"));
    return c.body(null, 204);
  });

  app.post("/v1/webhooks/:webhookId/rotate", async (c) => {
    const { id } = await findWebhook(sql, c.get("caller"), idParam(c, "webhookId"));
    return c.json(await rotateSecret(context, c.get("caller"), id, await readRotation(c)), 200, noStore);
  });

  app.post("/v1/webhooks/:webhookId/test", (c) =>
    once(c, (finish) => sendTest(context, c.get("caller"), idParam(c, "webhookId"), finish), { status: 202 }),
  );

  app.get("/v1/webhooks/:webhookId/deliveries", async (c) => {
    const query = await validateQuery(c, DeliveryQuery);
    const webhook = await findWebhook(sql, c.get("caller"), idParam(c, "webhookId"));
    return c.json(await listDeliveries(context, webhook, query));
  });

  app.post("/v1/webhooks/:webhookId/deliveries/:deliveryId/replay", (c) => {
    const [webhookId, deliveryId] = [idParam(c, "webhookId"), idParam(c, "deliveryId")];
    return once(c, (finish) => replayDelivery(context, c.get("caller"), { webhookId, deliveryId }, finish), {
      status: 202,
    });
  });
}

/** A rotation without a body has the default overlap. */
async function readRotation(c: OrdersContext): Promise<z.output<typeof Rotation>> {
  return (await c.req.text()) === "" ? Rotation.parse({}) : await validateBody(c, Rotation);
}
