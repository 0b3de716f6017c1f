import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import type { Reply } from "../../testing/http-client.ts";
import { ordersDemo } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as, withToken } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";
import { removeUser } from "../accounts/account.ts";

function expectInvalid(reply: Reply): void {
  expectOrdersError(reply, "AUTH_TOKEN_INVALID", "The token is not valid.");
  expect(reply.headers.get("www-authenticate")).toBe('Bearer realm="orders", error="invalid_token"');
}

describe("AUTH_TOKEN_INVALID", () => {
  recordsExchange(ordersDemo, "AUTH_TOKEN_INVALID", {
    steps: [
      withToken("eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl").get("/v1/account", {
        note: "a token that this API did not issue",
      }),
    ],
    works: as("ada").get("/v1/account", { note: "a valid token" }),
  });

  onEveryEngine((running) => {
    it.each([
      ["the signature", 2],
      ["a claim", 1],
    ])("is returned when %s of a token is changed", async (_, part) => {
      const { openUser, client } = running();
      const parts = (await openUser()).token.split(".");
      parts[part] = (parts[part]!.startsWith("A") ? "B" : "A") + parts[part]!.slice(1);
      expectInvalid(await client(parts.join(".")).get("/v1/account"));
    });

    it.each([
      ["with another key", { issuer: "orders", audience: "orders", secret: "another secret of thirty-two bytes" }],
      ["for another API", { issuer: "orders", audience: "imaging", secret: undefined }],
      ["by another issuer", { issuer: "else", audience: "orders", secret: undefined }],
    ])("is returned for a token that was signed %s", async (_, { issuer, audience, secret }) => {
      const { openUser, client, service } = running();
      const { store } = service.backend;
      const [key] = await store.sql<{ secret: string }>`SELECT secret FROM orders_signing_keys`;
      const token = await new SignJWT({ scope: "orders:read", iat_ms: Date.now() })
        .setProtectedHeader({ alg: "HS256", kid: "k1" })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject((await openUser()).id)
        .setExpirationTime("500 days")
        .sign(secret === undefined ? Buffer.from(key!.secret, "base64url") : Buffer.from(secret));
      expectInvalid(await client(token).get("/v1/account"));
    });

    it("is returned for every token issued before the user revoked them, but not for a later one", async () => {
      const { openUser, advance } = running();
      const user = await openUser();
      expect((await user.delete("/v1/tokens")).status).toBe(204);
      expectInvalid(await user.get("/v1/account"));
      advance(1_000);
      expect((await (await user.withToken(["account:read"])).get("/v1/account")).status).toBe(200);
    });

    it("is returned for the token of a removed user from the next request on", async () => {
      const { openUser, service } = running();
      const user = await openUser();
      expect((await user.get("/v1/account")).status).toBe(200);
      await removeUser(service.backend, user.id);
      expectInvalid(await user.get("/v1/account"));
    });
  });
});
