import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import type { Reply } from "../../testing/http-client.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";
import { vision } from "../contract.ts";
import { requiredScopes } from "../keys/scopes.ts";

describe("AUTHZ_ERROR", () => {
  recordsExchange(visionDemo, "AUTHZ_ERROR", {
    steps: [as("viewer").post("/v1/analyses", { imageIds: ["img_0"] }, { note: "a read-only key" })],
    works: as("viewer").get("/v1/analyses?limit=1", { note: "reading is allowed" }),
  });

  inBothForms()((running) => {
    function expectDenied(reply: Reply, requiredScope: string): void {
      expectVisionError(running(), reply, 403, {
        code: "AUTHZ_ERROR",
        message: `API key lacks required authorization for this operation: ${requiredScope}`,
        details: { requiredScope },
      });
    }

    it("is returned by every operation for a key without its scope, before any other error", async () => {
      const account = await running().openAccount({ subscription: "past_due" });
      const bare = await account.mint({ scopes: [] });
      expect(Object.keys(requiredScopes)).toEqual([...vision.operations.keys()]);
      for (const [operation, scope] of Object.entries(requiredScopes)) {
        // The route checks the scope: only a key's own rotation needs none.
        const [method = "", path = ""] = operation.split(" ");
        expectDenied(await bare.send(method, path.replaceAll(/[{}]/g, "")), scope ?? "keys:write");
      }
    });

    it("counts as a call and carries the rate limit headers", async () => {
      const account = await running().openAccount();
      const bare = await account.mint({ scopes: [] });
      for (const left of [99, 98]) {
        const { headers } = await bare.get("/v1/images");
        expect(headers.get("ratelimit")).toMatch(`"calls";r=${left};`);
        expect(headers.get("ratelimit-policy")).toBe('"calls";q=100;w=60');
      }
    });

    it("accepts a key with the scope, with all scopes of the resource, and with every scope", async () => {
      const account = await running().openAccount();
      for (const scope of ["images:read", "images:*", "*"]) {
        expect((await (await account.mint({ scopes: [scope] })).get("/v1/images")).status).toBe(200);
      }
      const reader = await account.mint({ scopes: ["images:read", "rules:*"] });
      expectDenied(await reader.delete("/v1/images/img_0"), "images:write");
    });

    it("is returned for a new key with a scope that the caller's key lacks", async () => {
      const account = await running().openAccount();
      const clerk = await account.mint({ scopes: ["keys:*", "images:read"] });
      expect((await clerk.post("/v1/keys", { scopes: ["images:read", "keys:*"] })).status).toBe(201);
      for (const scope of ["images:write", "images:*", "*"]) {
        expectDenied(await clerk.post("/v1/keys", { scopes: ["images:read", scope] }), scope);
      }
      expect((await account.get("/v1/keys")).json.items).toHaveLength(3);
    });

    it("is returned for the rotation of a key with a scope that the caller's key lacks, but not for its own rotation", async () => {
      const account = await running().openAccount();
      const [clerk, reader, writer] = [
        await account.mint({ scopes: ["keys:*", "images:read"] }),
        await account.mint({ scopes: ["images:read"] }),
        await account.mint({ scopes: ["images:*"] }),
      ];
      expectDenied(await clerk.post(`/v1/keys/${writer.keyId}/rotate`), "images:*");
      expectDenied(await reader.post(`/v1/keys/${clerk.keyId}/rotate`), "keys:write");
      expectDenied(await reader.post(`/v1/keys/${writer.keyId}/rotate`), "keys:write");
      expect((await clerk.post(`/v1/keys/${reader.keyId}/rotate`)).status).toBe(201);
      expect((await writer.post(`/v1/keys/${writer.keyId}/rotate`)).status).toBe(201);
      expect((await account.get("/v1/keys")).json.items).toHaveLength(6);
    });
  });
});
