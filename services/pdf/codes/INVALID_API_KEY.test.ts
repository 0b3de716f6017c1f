import { describe, expect, it } from "vitest";
import { pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as, withToken } from "../../testing/recording/scenario.ts";
import { expectPdfError, onEveryEngine } from "../../testing/running-pdf.ts";
import { workspaceKeys } from "../credentials/caller.ts";

const message = "The API key is not valid.";

describe("INVALID_API_KEY", () => {
  recordsExchange(pdfDemo, "INVALID_API_KEY", {
    steps: [withToken("pdf_live_wrong").get("/v1/workspace", { note: "a key that does not exist" })],
    works: as("atlas").get("/v1/workspace", { note: "a valid key" }),
  });

  onEveryEngine((running) => {
    it("returns the same 401 for a malformed, an unknown and a revoked key", async () => {
      const workspace = await running().openWorkspace();
      const admin = await workspace.signIn("admin");
      const { id, secret } = (await admin.post("/v1/api-keys", { role: "editor" })).json.data;
      expect((await running().client(secret).get("/v1/workspace")).status).toBe(200);
      expect((await admin.delete(`/v1/api-keys/${id}`)).status).toBe(200);
      const good = workspaceKeys.mint();
      const typo = good.slice(0, -1) + (good.endsWith("0") ? "1" : "0");
      for (const key of [secret, good, typo, "pdf_", "pdf_live_", "pdf_test_0000"]) {
        const reply = await running().client(key).get("/v1/workspace");
        expectPdfError(reply, "INVALID_API_KEY", message);
        expect(reply.headers.get("www-authenticate")).toBe('Bearer realm="pdf", error="invalid_token"');
      }
    });

    it("returns 401 for anything in X-Api-Key that is not a key, even a valid token", async () => {
      const workspace = await running().openWorkspace();
      const { token } = await workspace.signIn("owner");
      const withKey = (key: string) => running().client().get("/v1/workspace", { "X-Api-Key": key });
      expectPdfError(await withKey("hunter2"), "INVALID_API_KEY", message);
      expectPdfError(await withKey(token), "INVALID_API_KEY", message);
      expect((await withKey(workspace.key)).status).toBe(200);
    });
  });
});
