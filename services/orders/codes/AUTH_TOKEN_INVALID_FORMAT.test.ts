import { describe, it } from "vitest";
import { ordersDemo } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as, withToken } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

describe("AUTH_TOKEN_INVALID_FORMAT", () => {
  recordsExchange(ordersDemo, "AUTH_TOKEN_INVALID_FORMAT", {
    steps: [withToken("nonsense").get("/v1/account", { note: "not a JSON Web Token" })],
    works: as("ada").get("/v1/account", { note: "a valid token" }),
  });

  onEveryEngine((running) => {
    it.each([
      "Bearer",
      "Bearer nonsense",
      "Bearer a.b",
      "Bearer a.b.c",
      "Bearer bnVsbA.e30.c2ln",
      "Bearer eyJhbGciOiJub25lIn0.e30.",
      "Basic YWRhOnNlY3JldA==",
      "eyJhbGciOiJIUzI1NiJ9.e30.c2ln",
    ])("is returned for %j, which is not a signed token", async (authorization) => {
      const reply = await running().client().get("/v1/account", { Authorization: authorization });
      expectOrdersError(reply, "AUTH_TOKEN_INVALID_FORMAT", "The token is not well-formed.");
    });
  });
});
