import { describe, expect, it } from "vitest";
import { pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectPdfError, invoice, onEveryEngine } from "../../testing/running-pdf.ts";

describe("INSUFFICIENT_PERMISSIONS", () => {
  recordsExchange(pdfDemo, "INSUFFICIENT_PERMISSIONS", {
    steps: [as("free").get("/v1/designs", { note: "the plan has no API keys" })],
    works: as("atlas").get("/v1/designs?limit=1", { note: "the plan has API keys" }),
  });

  onEveryEngine((running) => {
    it("returns 403 for every API key on a plan without useApiKeys, and accepts tokens", async () => {
      const workspace = await running().openWorkspace({ plan: "free" });
      const message = "The plan free does not include useApiKeys.";
      expectPdfError(await workspace.get("/v1/designs"), "INSUFFICIENT_PERMISSIONS", message);
      const owner = await workspace.signIn("owner");
      expect((await owner.get("/v1/designs")).status).toBe(200);
      expectPdfError(await owner.post("/v1/api-keys", { role: "editor" }), "INSUFFICIENT_PERMISSIONS", message);
    });

    it("returns 403 for jobs on a plan without batchGenerate, and generates single documents", async () => {
      const workspace = await running().openWorkspace({ plan: "pro" });
      const designId = await workspace.newDesign();
      const reply = await workspace.post("/v1/jobs", { designId, documents: [{ variables: invoice }] });
      expectPdfError(reply, "INSUFFICIENT_PERMISSIONS", "The plan pro does not include batchGenerate.");
      expect((await workspace.newPdf(designId)).status).toBe(201);
    });

    it("accepts the key after an upgrade", async () => {
      const { openWorkspace, service } = running();
      const workspace = await openWorkspace({ plan: "free" });
      expect((await workspace.get("/v1/designs")).status).toBe(403);
      await service.backend.store.sql`UPDATE pdf_workspaces SET plan = 'business' WHERE id = ${workspace.id}`;
      service.backend.authenticate.forgetTenant(workspace.id);
      expect((await workspace.get("/v1/designs")).status).toBe(200);
    });
  });
});
