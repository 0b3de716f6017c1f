import { describe, expect, it } from "vitest";
import { pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectPdfError, onEveryEngine } from "../../testing/running-pdf.ts";

describe("API_KEY_EXPIRED", () => {
  recordsExchange(pdfDemo, "API_KEY_EXPIRED", {
    steps: [as("lapsed").get("/v1/workspace", { note: "the key has expired" })],
    works: as("atlas").get("/v1/workspace", { note: "a key that does not expire" }),
  });

  onEveryEngine((running) => {
    it("returns 401 from the millisecond at which a key expires, although it was accepted just before", async () => {
      const { openWorkspace, service, client, advance } = running();
      const { id } = await openWorkspace();
      const expiresAt = service.backend.clock() + 60_000;
      const { secret } = await service.backend.apiKeys.mint({ tenant: id, scopes: ["role:viewer"], expiresAt });
      expect((await client(secret).get("/v1/workspace")).status).toBe(200);
      advance(expiresAt - service.backend.clock());
      expectPdfError(await client(secret).get("/v1/workspace"), "API_KEY_EXPIRED", "The API key has expired.");
    });

    it("returns 401 for a key of one day on the second day, and accepts a new key", async () => {
      const { openWorkspace, client, advance } = running();
      const workspace = await openWorkspace();
      const { secret } = (await workspace.post("/v1/api-keys", { role: "editor", expiresInDays: 1 })).json.data;
      expect((await client(secret).get("/v1/designs")).status).toBe(200);
      advance(24 * 60 * 60 * 1000);
      expectPdfError(await client(secret).get("/v1/designs"), "API_KEY_EXPIRED", "The API key has expired.");
      const next = (await workspace.post("/v1/api-keys", { role: "editor" })).json.data;
      expect((await client(next.secret).get("/v1/designs")).status).toBe(200);
    });
  });
});
