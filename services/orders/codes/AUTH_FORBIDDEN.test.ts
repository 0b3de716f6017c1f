import { describe, expect, it } from "vitest";
import { ordersDemo } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

describe("AUTH_FORBIDDEN", () => {
  recordsExchange(ordersDemo, "AUTH_FORBIDDEN", {
    steps: [as("bob").put("/v1/account/plan", { planId: "team" }, { note: "a member changes the plan" })],
    works: as("ada").put("/v1/account/plan", { planId: "business" }, { note: "an administrator does" }),
  });

  onEveryEngine((running) => {
    it("is returned when the token lacks the scope of the operation, before the request is validated", async () => {
      const reader = await (await running().openUser()).withToken(["orders:read"]);
      expect((await reader.get("/v1/orders")).status).toBe(200);
      const reply = await reader.post("/v1/orders?colour=red", { type: "nothing" });
      expectOrdersError(reply, "AUTH_FORBIDDEN", "This operation requires the scope orders:write.", {
        requiredScope: "orders:write",
        scopes: ["orders:read"],
      });
    });

    it("is returned when a member changes the plan, even if the token has the scope", async () => {
      const member = await running().openUser({}, "member");
      const token = await member.withToken(["account:read", "account:write"]);
      const reply = await token.put("/v1/account/plan", { planId: "team" });
      expectOrdersError(reply, "AUTH_FORBIDDEN", "This operation requires the scope account:write.", {
        requiredScope: "account:write",
        scopes: ["account:read"],
      });
      expect((await member.get("/v1/account")).json.planId).toBe("business");
    });

    it("is returned when a caller requests a token with more scopes than its own", async () => {
      const token = await (await running().openUser()).withToken(["orders:read", "tokens:write"]);
      expect((await token.post("/v1/tokens", { scopes: ["orders:read"] })).json.scopes).toEqual(["orders:read"]);
      const reply = await token.post("/v1/tokens", { scopes: ["orders:read", "orders:any"] });
      expect([reply.status, reply.json.code, reply.json.details.requiredScope]).toEqual([
        ...[403, "AUTH_FORBIDDEN", "orders:any"],
      ]);
    });

    it("is returned when a token without tokens:write is used to create a longer-lived one", async () => {
      const limited = await (await running().openUser()).withToken(["orders:read"], 60);
      const reply = await limited.post("/v1/tokens", { scopes: ["orders:read"] });
      expect([reply.json.code, reply.json.details.requiredScope]).toEqual(["AUTH_FORBIDDEN", "tokens:write"]);
    });
  });
});
