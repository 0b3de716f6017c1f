import { describe, expect, it } from "vitest";
import { expectPdfError, onEveryEngine, password } from "../../testing/running-pdf.ts";

describe("TOKEN_EXPIRED", () => {
  onEveryEngine((running) => {
    it("returns 401 for a token after 15 minutes, and accepts the token of a new session", async () => {
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
