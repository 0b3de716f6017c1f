import { describe, expect, it } from "vitest";
import type { Reply } from "../../testing/http-client.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { anonymous, as } from "../../testing/recording/scenario.ts";
import { scribeDemo } from "../../testing/recording/scribe-demo.ts";
import { expectRefused, onEveryEngine } from "../../testing/running-scribe.ts";
import { scribeKeys } from "../accounts/account.ts";

const refused = { type: "authentication_error", code: "authentication_required" } as const;

describe("authentication_required", () => {
  recordsExchange(scribeDemo, "authentication_required", {
    steps: [anonymous().get("/v1/account", { note: "no Authorization header" })],
    works: as("clinic").get("/v1/account", { note: "with a key" }),
  });

  onEveryEngine((running) => {
    function expectInvalid(reply: Reply): void {
      expect(reply.text).toBe(
        '{"error":{"type":"authentication_error","code":"authentication_required","message":"Invalid API key."}}',
      );
      expectRefused(reply, 401, { ...refused, message: "Invalid API key." });
      expect(reply.headers.get("www-authenticate")).toBe('Bearer realm="scribe"');
    }

    it("is returned for a request without a key by every resource", async () => {
      for (const path of ["/v1/account", "/v1/patients", "/v1/consultations/con_1/session-scribe"]) {
        const reply = await running().client().get(path);
        expectRefused(reply, 401, { ...refused, message: "An API key is required." });
        expect(reply.headers.get("www-authenticate")).toBe('Bearer realm="scribe"');
      }
    });

    it("returns the published body for a malformed key and for an unknown key", async () => {
      expectInvalid(await running().client("scr_live_nonsense").get("/v1/patients"));
      expectInvalid(await running().client(scribeKeys.mint()).get("/v1/patients"));
      expectInvalid(await running().client("scr_live_nonsense").post("/v1/patients", { name: "" }));
    });

    it("is returned for a revoked key, and for a key from the moment it expires", async () => {
      const { service, openAccount, client, advance } = running();
      const account = await openAccount();
      const { keys, store, clock } = service.backend;
      const brief = client(await account.mint(["*"], clock() + 60_000));
      expect((await brief.get("/v1/account")).status).toBe(200);
      advance(60_000);
      expectInvalid(await brief.get("/v1/account"));
      expect((await account.get("/v1/account")).status).toBe(200);
      for (const { id } of await keys.list(store.sql, account.id)) await keys.revoke(store.sql, account.id, id);
      service.backend.authenticate.forgetTenant(account.id);
      expectInvalid(await account.get("/v1/account"));
    });

    it("accepts the key in X-Api-Key, and serves the contract without a key", async () => {
      const { openAccount, client } = running();
      const { key } = await openAccount();
      expect((await client().get("/v1/account", { "X-Api-Key": key })).status).toBe(200);
      expect((await client().get("/.well-known/errata.json")).json.errors.resource_conflict.status).toBe(409);
    });
  });
});
