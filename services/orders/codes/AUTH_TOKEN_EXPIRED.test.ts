import { describe, expect, it } from "vitest";
import { ordersDemo } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

const message = "The token has expired.";

describe("AUTH_TOKEN_EXPIRED", () => {
  recordsExchange(ordersDemo, "AUTH_TOKEN_EXPIRED", {
    steps: [as("stale").get("/v1/account", { note: "the token has expired" })],
    works: as("ada").get("/v1/account", { note: "a valid token" }),
  });

  onEveryEngine((running) => {
    it("is returned from the second in which the token expires", async () => {
      const { openUser, client, advance, service } = running();
      const before = service.backend.clock();
      const { token, expiresInSec } = (await (await openUser()).post("/v1/tokens", { expiresInSec: 60 })).json;
      const after = service.backend.clock();
      expect(expiresInSec).toBe(60);
      expect((await client(token).get("/v1/account")).status).toBe(200);
      advance(60_000);
      const reply = await client(token).get("/v1/account");
      const { expiredAt } = reply.json.details;
      expectOrdersError(reply, "AUTH_TOKEN_EXPIRED", message, { expiredAt });
      // Tokens have whole seconds.
      expect(Date.parse(expiredAt) - 60_000).toBeGreaterThan(before - 1_000);
      expect(Date.parse(expiredAt) - 60_000).toBeLessThanOrEqual(after);
    });

    it("is returned only for a valid signature; a forged expired token is AUTH_TOKEN_INVALID", async () => {
      const { openUser, client, advance } = running();
      const { token } = (await (await openUser()).post("/v1/tokens", { expiresInSec: 1 })).json;
      advance(2_000);
      expect((await client(token).get("/v1/account")).json.code).toBe("AUTH_TOKEN_EXPIRED");
      expect((await client(`${token.slice(0, -4)}AAAA`).get("/v1/account")).json.code).toBe("AUTH_TOKEN_INVALID");
    });
  });
});
