import { validateBody, validateQuery } from "errata/hono";
import type { Hono } from "hono";
import type { z } from "zod";
import { idParam } from "../../shared/http/index.ts";
import type { OrdersContext, OrdersEnv } from "../http.ts";
import { createWebhook, NewWebhook } from "./create-webhook.ts";
import { deleteWebhook } from "./delete-webhook.ts";
import type { Desk } from "./desk.ts";
import { DeliveryQuery, listDeliveries } from "./list-deliveries.ts";
import { listWebhooks, WebhookQuery } from "./list-webhooks.ts";
import { Rotation, rotateSecret } from "./rotate-secret.ts";
import { replayDelivery, sendTest } from "./send-again.ts";
import { findWebhook, viewWebhook } from "./webhook.ts";

/** Adds webhooks, their secrets and their deliveries. */
export function webhookRoutes(app: Hono<OrdersEnv>, desk: Desk): void {
  const { sql } = desk.store;

  app.post("/v1/webhooks", async (c) =>
    c.json(await createWebhook(desk, c.get("caller"), await validateBody(c, NewWebhook)), 201, noStore),
  );

  app.get("/v1/webhooks", async (c) =>
    c.json(await listWebhooks(desk, c.get("caller"), await validateQuery(c, WebhookQuery))),
  );

  app.get("/v1/webhooks/:webhookId", async (c) =>
    c.json(viewWebhook(await findWebhook(sql, c.get("caller"), idParam(c, "webhookId")), desk.clock())),
  );

  app.delete("/v1/webhooks/:webhookId", async (c) => {
    await deleteWebhook(desk, c.get("caller"), idParam(c, "webhookId"));
    return c.body(null, 204);
  });

  app.post("/v1/webhooks/:webhookId/rotate", async (c) => {
    const { id } = await findWebhook(sql, c.get("caller"), idParam(c, "webhookId"));
    return c.json(await rotateSecret(desk, c.get("caller"), id, await rotationOf(c)), 200, noStore);
  });

  app.post("/v1/webhooks/:webhookId/test", async (c) =>
    c.json(await sendTest(desk, c.get("caller"), idParam(c, "webhookId")), 202),
  );

  app.get("/v1/webhooks/:webhookId/deliveries", async (c) => {
    const query = await validateQuery(c, DeliveryQuery);
    const webhook = await findWebhook(sql, c.get("caller"), idParam(c, "webhookId"));
    return c.json(await listDeliveries(desk, webhook, query));
  });

  app.post("/v1/webhooks/:webhookId/deliveries/:deliveryId/replay", async (c) =>
    c.json(await replayDelivery(desk, c.get("caller"), idParam(c, "webhookId"), idParam(c, "deliveryId")), 202),
  );
}

/** A secret is shown once: no cache may show it again. */
const noStore = { "Cache-Control": "no-store" };

/** A rotation without a body is one with the usual overlap. */
async function rotationOf(c: OrdersContext): Promise<z.output<typeof Rotation>> {
  return (await c.req.text()) === "" ? Rotation.parse({}) : await validateBody(c, Rotation);
}
