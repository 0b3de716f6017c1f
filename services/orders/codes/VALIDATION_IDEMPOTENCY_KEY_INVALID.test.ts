import { describe, expect, it } from "vitest";
import type { HttpClient } from "../../testing/http-client.ts";
import { ordersDemo } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

const message = "The idempotency key cannot be used.";
const order = { type: "inspect" };

function create(user: HttpClient, key: string, body: object = order) {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": key };
  return user.send("POST", "/v1/orders", JSON.stringify(body), headers);
}

describe("VALIDATION_IDEMPOTENCY_KEY_INVALID", () => {
  const headers = { "Idempotency-Key": "{{uuid}}" };
  recordsExchange(ordersDemo, "VALIDATION_IDEMPOTENCY_KEY_INVALID", {
    steps: [
      as("ada").post("/v1/orders", { type: "inspect" }, { note: "a new key", headers }),
      as("ada").post("/v1/orders", { type: "images_to_pdf" }, { note: "the same key, another body", headers }),
    ],
    works: as("ada").post("/v1/orders", { type: "inspect" }, { note: "the same key, the same body", headers }),
  });

  onEveryEngine((running) => {
    it.each([
      ["empty", '""'],
      ["too long", "k".repeat(256)],
      ["two words", "one two"],
      ["not ASCII", "schl\u00fcssel"],
      ["not closed", '"key'],
    ])("is returned for a key that is %s, before the body is validated", async (_, key) => {
      const user = await running().openUser();
      const reply = await create(user, key, { type: "fax" });
      expectOrdersError(reply, "VALIDATION_IDEMPOTENCY_KEY_INVALID", message, { reason: "malformed" });
    });

    it("is returned for a key that was used with another body, and no second order is created", async () => {
      const user = await running().openUser();
      expect((await create(user, "key-1")).status).toBe(201);
      const reply = await create(user, "key-1", { type: "images_to_pdf" });
      expectOrdersError(reply, "VALIDATION_IDEMPOTENCY_KEY_INVALID", message, { reason: "reused" });
      expect((await user.get("/v1/orders")).json.items).toHaveLength(1);
    });

    it("is not returned for a repeated request, which gets the first response, or for the same key of another user", async () => {
      const user = await running().openUser();
      const first = await create(user, "key-2");
      const again = await create(user, '"key-2"');
      expect([again.status, again.text]).toEqual([201, first.text]);
      expect(again.headers.get("idempotent-replayed")).toBe("true");
      const other = await create(await user.colleague(), "key-2");
      expect(other.json.id).not.toBe(first.json.id);
    });

    it("is not returned for the key of a rejected request", async () => {
      const user = await running().openUser({ planId: "free" });
      expect((await create(user, "key-3", { type: "inspect", quantity: 6 })).json.code).toBe("USAGE_LIMIT_EXCEEDED");
      expect((await create(user, "key-3", { type: "inspect", quantity: 5 })).status).toBe(201);
    });

    it("is not returned to 200 simultaneous requests: one order is created, and the others get it or must wait", async () => {
      const user = await running().openUser();
      const replies = await Promise.all(Array.from({ length: 200 }, () => create(user, "storm")));
      const created = replies.filter(({ status }) => status === 201);
      expect(new Set(created.map(({ json }) => json.id)).size).toBe(1);
      expect(created.filter(({ headers }) => headers.get("idempotent-replayed") === null)).toHaveLength(1);
      for (const { status, headers, json } of replies.filter((reply) => !created.includes(reply))) {
        const mustWait = status === 429 || (status === 409 && json.code === "REQUEST_IN_PROGRESS");
        expect([mustWait, Number(headers.get("retry-after")) >= 1]).toEqual([true, true]);
      }
      running().advance(60_000);
      expect((await user.get("/v1/orders")).json.items).toHaveLength(1);
      expect((await create(user, "storm")).text).toBe(created[0]!.text);
    });
  });
});
