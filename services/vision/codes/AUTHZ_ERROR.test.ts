import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import type { Reply } from "../../testing/http-client.ts";
import { inBothForms } from "../../testing/running-vision.ts";
import { vision } from "../contract.ts";
import { scopeOf } from "../keys/scopes.ts";

describe("AUTHZ_ERROR", () => {
  inBothForms()((running) => {
    function expectDenied(reply: Reply, requiredScope: string): void {
      expectVisionError(running(), reply, 403, {
        code: "AUTHZ_ERROR",
        message: `API key lacks required authorization for this operation: ${requiredScope}`,
        details: { requiredScope },
      });
    }

    it("answers a key without the operation's scope, on every operation, before anything else is looked at", async () => {
      const account = await running().openAccount({ subscription: "past_due" });
      const bare = await account.mint({ scopes: [] });
      expect(Object.keys(scopeOf)).toEqual([...vision.operations.keys()]);
      for (const [operation, scope] of Object.entries(scopeOf)) {
        const [method = "", path = ""] = operation.split(" ");
        expectDenied(await bare.send(method, path.replaceAll(/[{}]/g, "")), scope);
      }
    });

    it("says how many calls are left, for it counts as one", async () => {
      const account = await running().openAccount();
      const bare = await account.mint({ scopes: [] });
      for (const left of [99, 98]) {
        const { headers } = await bare.get("/v1/images");
        expect(headers.get("ratelimit")).toMatch(`"calls";r=${left};`);
        expect(headers.get("ratelimit-policy")).toBe('"calls";q=100;w=60');
      }
    });

    it("lets a key through whose scope is the operation's, the whole resource's, or everything", async () => {
      const account = await running().openAccount();
      for (const scope of ["images:read", "images:*", "*"]) {
        expect((await (await account.mint({ scopes: [scope] })).get("/v1/images")).status).toBe(200);
      }
      const reader = await account.mint({ scopes: ["images:read", "rules:*"] });
      expectDenied(await reader.delete("/v1/images/img_0"), "images:write");
    });

    it("answers who gives a new key more than the own key has", async () => {
      const account = await running().openAccount();
      const clerk = await account.mint({ scopes: ["keys:*", "images:read"] });
      expect((await clerk.post("/v1/keys", { scopes: ["images:read", "keys:*"] })).status).toBe(201);
      for (const scope of ["images:write", "images:*", "*"]) {
        expectDenied(await clerk.post("/v1/keys", { scopes: ["images:read", scope] }), scope);
      }
      expect((await account.get("/v1/keys")).json.items).toHaveLength(3);
    });
  });
});
