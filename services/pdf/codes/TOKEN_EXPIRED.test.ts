import { describe, expect, it } from "vitest";
import { expectPdfError, onEveryEngine, password } from "../../testing/running-pdf.ts";

describe("TOKEN_EXPIRED", () => {
  onEveryEngine((running) => {
    it("answers a token when its quarter of an hour is over; signing in again helps", async () => {
      const { openWorkspace, client, advance } = running();
      const workspace = await openWorkspace();
      const member = await workspace.signIn("viewer");
      advance(14 * 60 * 1000);
      expect((await member.get("/v1/workspace")).status).toBe(200);
      advance(60 * 1000);
      expectPdfError(await member.get("/v1/workspace"), "TOKEN_EXPIRED", "The token has expired.");
      const again = await client().post("/v1/sessions", { workspaceId: workspace.id, email: member.email, password });
      expect((await client(again.json.data.token).get("/v1/workspace")).status).toBe(200);
    });
  });
});
