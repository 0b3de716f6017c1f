import { describe, expect, it } from "vitest";
import { ordersDemo } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

const message = "The secret was already rotated. It can be rotated again when the old one is no longer valid.";

describe("SECRET_ALREADY_ROTATED", () => {
  const webhook = { url: "https://receiver.example/hook" };
  const rotate = "/v1/webhooks/{{webhookId}}/rotate";
  recordsExchange(ordersDemo, "SECRET_ALREADY_ROTATED", {
    steps: [
      as("ada").post("/v1/webhooks", webhook, { note: "creates a webhook", capture: { webhookId: "/id" } }),
      as("ada").post(rotate, { overlapSec: 3_600 }, { note: "rotates its secret" }),
      as("ada").post(rotate, { overlapSec: 3_600 }, { note: "the same request again" }),
    ],
    works: as("ada").get("/v1/webhooks/{{webhookId}}", { note: "shows until when the old secret is valid" }),
  });

  onEveryEngine((running) => {
    const create = async () => {
      const user = await running().openUser();
      const { id } = (await user.post("/v1/webhooks", webhook)).json;
      return { user, path: `/v1/webhooks/${id}` };
    };

    it("is returned until the overlap ends, with and without an Idempotency-Key, and changes nothing", async () => {
      const { user, path } = await create();
      const key = { "Idempotency-Key": "once" };
      const { secret, ...rotated } = (await user.post(`${path}/rotate`, { overlapSec: 60 }, key)).json;
      for (const [body, headers] of [[{ overlapSec: 60 }, key], [{ overlapSec: 0 }], []] as const) {
        const reply = await user.post(`${path}/rotate`, body, headers);
        expectOrdersError(reply, "SECRET_ALREADY_ROTATED", message, { oldSecretUntil: rotated.oldSecretUntil });
      }
      expect((await user.get(path)).json).toEqual(rotated);
      running().advance(60_000);
      const again = (await user.post(`${path}/rotate`)).json;
      expect([again.id, again.secret === secret]).toEqual([rotated.id, false]);
    });

    it("is not returned when the new secret was lost, which replaces it and keeps the old one", async () => {
      const { user, path } = await create();
      const { secret: lost, ...rotated } = (await user.post(`${path}/rotate`, { overlapSec: 60 })).json;
      running().advance(10_000);
      const { secret, updatedAt, ...again } = (await user.post(`${path}/rotate`, { replacesLost: true })).json;
      expect(secret).not.toBe(lost);
      expect({ ...again, updatedAt: rotated.updatedAt }).toEqual(rotated);
      expect(updatedAt).not.toBe(rotated.updatedAt);
    });

    it("is returned for all but one of ten simultaneous rotations", async () => {
      const { user, path } = await create();
      const replies = await Promise.all(Array.from({ length: 10 }, () => user.post(`${path}/rotate`)));
      expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)]);
    });
  });
});
