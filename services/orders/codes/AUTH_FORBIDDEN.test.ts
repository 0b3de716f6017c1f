import { describe, expect, it } from "vitest";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";

describe("AUTH_FORBIDDEN", () => {
  onEveryEngine((running) => {
    it("answers an operation whose scope the token lacks, before it looks at the request", async () => {
      const reader = await (await running().openUser()).withToken(["orders:read"]);
      expect((await reader.get("/v1/orders")).status).toBe(200);
      const reply = await reader.post("/v1/orders?colour=red", { type: "nothing" });
      expectOrdersError(reply, "AUTH_FORBIDDEN", "This needs the scope orders:write.", {
        requiredScope: "orders:write",
        scopes: ["orders:read"],
      });
    });

    it("answers a member who changes the plan, whatever the token says", async () => {
      const member = await running().openUser({}, "member");
      const token = await member.withToken(["account:read", "account:write"]);
      const reply = await token.put("/v1/account/plan", { planId: "team" });
      expectOrdersError(reply, "AUTH_FORBIDDEN", "This needs the scope account:write.", {
        requiredScope: "account:write",
        scopes: ["account:read"],
      });
      expect((await member.get("/v1/account")).json.planId).toBe("business");
    });

    it("answers who asks for a token that may do more than the present one", async () => {
      const token = await (await running().openUser()).withToken(["orders:read", "tokens:write"]);
      expect((await token.post("/v1/tokens", { scopes: ["orders:read"] })).json.scopes).toEqual(["orders:read"]);
      const reply = await token.post("/v1/tokens", { scopes: ["orders:read", "orders:any"] });
      expect([reply.status, reply.json.code, reply.json.details.requiredScope]).toEqual([
        ...[403, "AUTH_FORBIDDEN", "orders:any"],
      ]);
    });

    it("answers who was lent a token for a while and wants to prolong it", async () => {
      const lent = await (await running().openUser()).withToken(["orders:read"], 60);
      const reply = await lent.post("/v1/tokens", { scopes: ["orders:read"] });
      expect([reply.json.code, reply.json.details.requiredScope]).toEqual(["AUTH_FORBIDDEN", "tokens:write"]);
    });
  });
});
