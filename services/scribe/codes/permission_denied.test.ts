import { describe, expect, it } from "vitest";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { scribeDemo } from "../../testing/recording/scribe-demo.ts";
import { expectRefused, onEveryEngine } from "../../testing/running-scribe.ts";
import { requiredScopes } from "../accounts/scopes.ts";
import { scribe } from "../contract.ts";

describe("permission_denied", () => {
  recordsExchange(scribeDemo, "permission_denied", {
    steps: [as("reader").post("/v1/patients", { name: "Ada Example", idCountry: "DE" }, { note: "a read-only key" })],
    works: as("reader").get("/v1/patients?limit=1", { note: "reading is allowed" }),
  });

  it("every operation requires a scope, and only GET requires a read scope", () => {
    expect(Object.keys(requiredScopes).sort()).toEqual([...scribe.operations.keys()].sort());
    for (const [operation, scope] of Object.entries(requiredScopes)) {
      expect(scope?.endsWith(":read") ?? false, operation).toBe(operation.startsWith("GET "));
    }
  });

  onEveryEngine((running) => {
    it("is returned by every operation for a key with all other scopes, before any other error", async () => {
      const { openConsultation, client } = running();
      const { account, path } = await openConsultation();
      // The route of a rotation checks the scope: only a key's own rotation needs none.
      const scopes = Object.entries(requiredScopes).map(([name, scope]) => [name, scope ?? "keys:write"] as const);
      const all = [...new Set(scopes.map(([, scope]) => scope))];
      const keys = new Map<string, string>();
      for (const scope of all) keys.set(scope, await account.mint(all.filter((other) => other !== scope)));
      for (const [operation, scope] of scopes) {
        const [method = "", template = ""] = operation.split(" ");
        const target = template.replace("/v1/consultations/{consultationId}", path).replace(/\{\w+\}/, "1");
        const body = method === "GET" ? undefined : '{"wrong":';
        const reply = await client(keys.get(scope)).send(method, target, body, { "Content-Type": "application/json" });
        const message = `The API key does not have the scope ${scope}.`;
        expectRefused(reply, 403, { type: "permission_error", code: "permission_denied", message });
        expect(reply.headers.get("x-should-retry")).toBe("false");
      }
      expect((await account.get(`${path}/transcript`)).status).toBe(200);
    });

    it("accepts a key with the scope, with all scopes of the resource, and with all scopes", async () => {
      const { openAccount, client } = running();
      const account = await openAccount();
      for (const scope of ["patients:write", "patients:*", "*"]) {
        const reply = await client(await account.mint([scope])).post("/v1/patients", { name: "Ada" });
        expect(reply.status, scope).toBe(201);
      }
      expect((await client(await account.mint([])).get("/v1/patients")).status).toBe(403);
      expect((await client(await account.mint(["patients"])).get("/v1/patients")).status).toBe(403);
    });
  });
});
