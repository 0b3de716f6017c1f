import { describe, expect, it } from "vitest";
import { ordersDemo } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { anonymous, as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

const message = "Sign in first: the request has no token.";

describe("AUTH_NOT_AUTHENTICATED", () => {
  recordsExchange(ordersDemo, "AUTH_NOT_AUTHENTICATED", {
    steps: [anonymous().get("/v1/account", { note: "no Authorization header" })],
    works: as("ada").get("/v1/account", { note: "with a token" }),
  });

  onEveryEngine((running) => {
    it.each([
      ["GET", "/v1/orders"],
      ["POST", "/v1/orders"],
      ["GET", "/v1/orders/ord_000000000000000000000000"],
      ["GET", "/v1/webhooks"],
    ])("is returned by %s %s without a token, even if the request is invalid in other ways", async (method, path) => {
      const reply = await running().client().send(method, `${path}?colour=red`);
      expectOrdersError(reply, "AUTH_NOT_AUTHENTICATED", message);
      expect(reply.headers.get("www-authenticate")).toBe('Bearer realm="orders"');
    });

    it("is returned for an empty Authorization header and for a key in another header", async () => {
      const client = running().client();
      for (const headers of [{ Authorization: "  " }, { "X-Api-Key": "secret" }]) {
        expectOrdersError(await client.get("/v1/account", headers), "AUTH_NOT_AUTHENTICATED", message);
      }
    });
  });
});
