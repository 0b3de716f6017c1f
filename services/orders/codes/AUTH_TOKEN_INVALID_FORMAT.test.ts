import { describe, it } from "vitest";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

describe("AUTH_TOKEN_INVALID_FORMAT", () => {
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
