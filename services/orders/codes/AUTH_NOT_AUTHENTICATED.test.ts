import { describe, expect, it } from "vitest";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

const message = "Sign in first: the request carries no token.";

describe("AUTH_NOT_AUTHENTICATED", () => {
  onEveryEngine((running) => {
    it.each([
      ["GET", "/v1/orders"],
      ["POST", "/v1/orders"],
      ["GET", "/v1/orders/ord_000000000000000000000000"],
      ["GET", "/v1/webhooks"],
    ])("answers %s %s without a token, whatever else is wrong", async (method, path) => {
      const reply = await running().client().send(method, `${path}?colour=red`);
      expectOrdersError(reply, "AUTH_NOT_AUTHENTICATED", message);
      expect(reply.headers.get("www-authenticate")).toBe('Bearer realm="orders"');
    });

    it("answers an empty Authorization header, and no key in another header", async () => {
      const client = running().client();
      for (const headers of [{ Authorization: "  " }, { "X-Api-Key": "secret" }]) {
        expectOrdersError(await client.get("/v1/account", headers), "AUTH_NOT_AUTHENTICATED", message);
      }
    });
  });
});
