import { describe, expect, it } from "vitest";
import { pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { anonymous, as } from "../../testing/recording/scenario.ts";
import { expectPdfError, onEveryEngine, password } from "../../testing/running-pdf.ts";
import { atlas } from "../demo.ts";

describe("TOKEN_EXPIRED", () => {
  const signIn = { ...atlas, password: "{{key.ada}}" };
  recordsExchange(pdfDemo, "TOKEN_EXPIRED", {
    steps: [as("stale").get("/v1/workspace", { note: "the token has expired" })],
    works: anonymous().post("/v1/sessions", signIn, { note: "a new session" }),
  });

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
