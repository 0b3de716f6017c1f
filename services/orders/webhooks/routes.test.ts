import { Webhook as Verifier } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eachEngine } from "../../testing/each-engine.ts";
import { expectOrdersError, startOrders } from "../../testing/running-orders.ts";
import { eventTypes } from "./events.ts";
import { type Receiver, receiver } from "./testing/receiver.ts";

const url = "https://receiver.example/hook";
/** Public addresses only, as in production. */
const withPublicAddresses = eachEngine((engine) => startOrders(engine, { webhooks: {} }));
const withReceivers = eachEngine((engine) => startOrders(engine, { webhooks: { allow: ["127.0.0.0/8"] } }));

describe("the routes of webhooks", () => {
  withPublicAddresses((running) => {
    it("create, return, list and delete webhooks, with the secret once and uncacheable", async () => {
      const user = await running().openUser();
      const created = await user.post("/v1/webhooks", { url, description: "Ours", events: ["order.failed"] });
      expect(created.status).toBe(201);
      expect(created.headers.get("cache-control")).toBe("no-store");
      const { secret, ...shown } = created.json;
      expect(secret).toMatch(/^whsec_/);
      expect(shown).toEqual({
        id: expect.stringMatching(/^whk_[0-9a-f]{24}$/),
        ...{ url, description: "Ours", events: ["order.failed"], status: "enabled" },
        ...{ disabledReason: null, oldSecretUntil: null },
        createdAt: expect.stringMatching(/Z$/),
        updatedAt: expect.stringMatching(/Z$/),
      });
      expect((await user.get(`/v1/webhooks/${shown.id}`)).json).toEqual(shown);
      const all = (await user.post("/v1/webhooks", { url })).json;
      expect(all.events).toEqual(eventTypes);
      const first = await user.get("/v1/webhooks?limit=1");
      expect(first.json.items).toHaveLength(1);
      const rest = await user.get(`/v1/webhooks?cursor=${first.json.nextCursor}`);
      expect([...first.json.items, ...rest.json.items].map(({ id }) => id).sort()).toEqual([all.id, shown.id].sort());
      expect(first.text + rest.text).not.toContain("whsec_");
      expect((await user.delete(`/v1/webhooks/${shown.id}`)).status).toBe(204);
      expect((await user.get("/v1/webhooks")).json.items).toHaveLength(1);
    });

    it.each([
      ["http://receiver.example/hook", "Must begin with https://."],
      ["https://127.0.0.1/hook", "Must be an address on the public internet."],
      ["https://169.254.169.254/latest/meta-data", "Must be an address on the public internet."],
      ["https://[::ffff:10.0.0.1]/", "Must be an address on the public internet."],
      ["https://2130706433/", "Must be an address on the public internet."],
      ["https://user:password@receiver.example/", "Must not contain a user name or password."],
      ["https://receiver.example/#part", "Must not contain a fragment."],
    ])("reject the URL %s", async (bad, message) => {
      const user = await running().openUser();
      const reply = await user.post("/v1/webhooks", { url: bad });
      expectOrdersError(reply, "VALIDATION_FAILED", "The request is not valid.", [
        { field: "url", location: "body", code: "not_allowed", message },
      ]);
    });

    it.each([
      [{ url: "receiver.example" }, "url"],
      [{ url: "ftp://receiver.example" }, "url"],
      [{ url, events: [] }, "events"],
      [{ url, events: ["order.eaten"] }, "events.0"],
      [{ url, secret: "mine" }, "secret"],
      [{}, "url"],
    ])("reject the body %j", async (body, field) => {
      const user = await running().openUser();
      const reply = await user.post("/v1/webhooks", body);
      expect([reply.status, reply.json.code, reply.json.details[0].field]).toEqual([400, "VALIDATION_FAILED", field]);
    });

    it("show an example in the error of an invalid URL", async () => {
      const reply = await (await running().openUser()).post("/v1/webhooks", { url: "ftp://receiver.example" });
      expect(reply.json.details[0].message).toBe("Must be a URL such as https://example.com/hook.");
    });

    it("allow 20 webhooks per account, even if 30 are created at the same time", async () => {
      const user = await running().openUser();
      const replies = await Promise.all(Array.from({ length: 30 }, () => user.post("/v1/webhooks", { url })));
      expect(replies.filter(({ status }) => status === 201)).toHaveLength(20);
      const reply = await user.post("/v1/webhooks", { url });
      expect([reply.status, reply.json.details[0].message]).toEqual([400, expect.stringContaining("20 webhooks")]);
      expect((await (await running().openUser()).post("/v1/webhooks", { url })).status).toBe(201);
    });

    it("allow members to read, and only administrators to change webhooks", async () => {
      const user = await running().openUser();
      const member = await user.colleague();
      const { id } = (await user.post("/v1/webhooks", { url })).json;
      expect((await member.get(`/v1/webhooks/${id}`)).status).toBe(200);
      for (const path of ["", `/${id}/rotate`, `/${id}/test`]) {
        expect((await member.post(`/v1/webhooks${path}`, { url })).json.code).toBe("AUTH_FORBIDDEN");
      }
      expect((await member.delete(`/v1/webhooks/${id}`)).json.code).toBe("AUTH_FORBIDDEN");
    });

    it("rotate the secret with an overlap of one day by default", async () => {
      const user = await running().openUser();
      const { id, secret } = (await user.post("/v1/webhooks", { url })).json;
      const rotated = await user.post(`/v1/webhooks/${id}/rotate`);
      expect([rotated.status, rotated.headers.get("cache-control")]).toEqual([200, "no-store"]);
      expect(rotated.json.secret).not.toBe(secret);
      const overlapMs = Date.parse(rotated.json.oldSecretUntil) - Date.parse(rotated.json.updatedAt);
      expect(overlapMs).toBe(86_400_000);
      running().advance(86_400_000);
      expect((await user.post(`/v1/webhooks/${id}/rotate`, { overlapSec: 0 })).json.oldSecretUntil).toBeNull();
      for (const body of [{ overlapSec: -1 }, { overlapSec: 1.5 }, { overlapSec: 2_592_001 }, { overlap: 1 }]) {
        expect((await user.post(`/v1/webhooks/${id}/rotate`, body)).json.code).toBe("VALIDATION_FAILED");
      }
    });

    it("check the query first, then the webhook, then the body", async () => {
      const user = await running().openUser();
      const unknown = "/v1/webhooks/whk_000000000000000000000000";
      expect((await user.get(`${unknown}/deliveries?status=lost`)).json.code).toBe("INVALID_PARAMETER");
      expect((await user.post(`${unknown}/rotate?x=1`, { overlapSec: -1 })).json.code).toBe("INVALID_PARAMETER");
      expect((await user.post(`${unknown}/rotate`, { overlapSec: -1 })).json.code).toBe("WEBHOOK_NOT_FOUND");
    });

    it("send nothing to a name that resolves to this machine", async () => {
      const { openUser, service } = running();
      const user = await openUser();
      const { id } = (await user.post("/v1/webhooks", { url: "https://localhost:1/hook" })).json;
      await user.post(`/v1/webhooks/${id}/test`);
      while ((await service.backend.webhooks.runOnce()) > 0);
      const { items } = (await user.get(`/v1/webhooks/${id}/deliveries`)).json;
      expect(items[0]).toMatchObject({ status: "failed", attempts: [{ outcome: "address_refused", status: null }] });
    });
  });
});

describe("the webhook of an account", () => {
  withReceivers((running) => {
    let target: Receiver;
    beforeEach(async () => {
      target = await receiver();
    });
    afterEach(() => target.close());
    const send = async () => {
      while ((await running().service.backend.webhooks.runOnce()) > 0);
    };
    const types = () => target.received.map(({ body }) => JSON.parse(body).type).sort();

    it("receives each change of an order once, signed", async () => {
      const user = await running().openUser();
      const { id, secret } = (await user.post("/v1/webhooks", { url: target.url })).json;
      const path = await user.orderIn("completed");
      await send();
      expect(types()).toEqual([
        "order.completed",
        "order.confirmed",
        "order.created",
        "order.processing",
        "order.uploaded",
      ]);
      for (const { body, headers } of target.received) {
        const { type, data } = new Verifier(secret).verify(body, headers) as any;
        expect(`/v1/orders/${data.order.id}`).toBe(path);
        expect(type).toBe(data.order.status === "pending" ? "order.created" : `order.${data.order.status}`);
      }
      const log = await user.get(`/v1/webhooks/${id}/deliveries?status=delivered`);
      expect(log.json.items).toHaveLength(5);
      expect((await user.get(`/v1/webhooks/${id}/deliveries?status=failed`)).json.items).toEqual([]);
    });

    it.each(["failed", "expired"] as const)("receives order.%s once", async (state) => {
      const user = await running().openUser();
      await user.post("/v1/webhooks", { url: target.url, events: [`order.${state}`] });
      await user.orderIn(state);
      await send();
      expect(types()).toEqual([`order.${state}`]);
    });

    it("receives nothing about orders of other accounts", async () => {
      const [user, other] = [await running().openUser(), await running().openUser()];
      await other.post("/v1/webhooks", { url: target.url });
      await user.orderIn("completed");
      await send();
      expect(target.received).toEqual([]);
    });

    it("receives nothing about a rejected operation", async () => {
      const user = await running().openUser();
      const path = await user.newOrder();
      await user.post("/v1/webhooks", { url: target.url });
      expect((await user.post(`${path}/confirm`)).json.code).toBe("ORDER_FILE_NOT_UPLOADED");
      await send();
      expect(target.received).toEqual([]);
    });
  });
});
