import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import type { Reply } from "../../testing/http-client.ts";
import { imagingDemo } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";
import { partnerKeyFormats } from "../partners/caller.ts";

describe("INVALID_API_KEY", () => {
  recordsExchange(imagingDemo, "INVALID_API_KEY", {
    steps: [as("inactive").get("/v1/partner", { note: "the account is inactive" })],
    works: as("acme").get("/v1/partner", { note: "the account is active" }),
  });

  onEveryEngine((running) => {
    function expectInvalid(reply: Reply): void {
      expectError(reply, 401, { code: "INVALID_API_KEY", message: "The API key is not valid." });
      expect(reply.headers.get("www-authenticate")).toBe('Bearer realm="imaging", error="invalid_token"');
    }

    it("returns 401 for a malformed key, and for a well-formed key that was never issued", async () => {
      expectInvalid(await running().client("img_live_nonsense").get("/v1/partner"));
      expectInvalid(await running().client(partnerKeyFormats.live.mint()).get("/v1/partner"));
    });

    it("returns 401 for a revoked key", async () => {
      const { service, openPartner } = running();
      const partner = await openPartner();
      expect((await partner.get("/v1/partner")).status).toBe(200);
      const { authenticate, keys, store } = service.backend;
      const [key] = await keys.list(store.sql, partner.id);
      await keys.revoke(store.sql, partner.id, key!.id);
      authenticate.forgetTenant(partner.id);
      expectInvalid(await partner.get("/v1/partner"));
    });

    it("returns 401 for the key of an inactive partner, at most ten seconds after it became inactive", async () => {
      const { service, openPartner, advance } = running();
      const partner = await openPartner();
      expect((await partner.get("/v1/partner")).status).toBe(200);
      await service.backend.store.sql`UPDATE imaging_partners SET is_active = 0 WHERE id = ${partner.id}`;
      advance(10_000);
      expectInvalid(await partner.get("/v1/partner"));
    });

    it("returns 401 for a user's token where only a partner may call, and for an expired token everywhere", async () => {
      const { client, openPartner, advance } = running();
      const partner = await openPartner();
      const customerId = await partner.newCustomer();
      const user = await partner.post(`/v1/customers/${customerId}/users`, { name: "Eve", expiresInDays: 1 });
      const token = client(user.json.data.token);
      expect((await token.get(`/v1/customers/${customerId}/studies`)).status).toBe(200);
      expectInvalid(await token.get("/v1/customers"));
      advance(24 * 60 * 60 * 1000);
      expectInvalid(await token.get(`/v1/customers/${customerId}/studies`));
    });
  });
});
