import { describe, expect, it } from "vitest";
import { generate, pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectPdfError, invoice, onEveryEngine } from "../../testing/running-pdf.ts";

const message = "Payment is required to proceed.";

describe("PAYMENT_REQUIRED", () => {
  recordsExchange(pdfDemo, "PAYMENT_REQUIRED", {
    steps: [generate("overdue", "the last invoice is not paid")],
    works: as("overdue").get("/v1/credits", { note: "reading is allowed" }),
  });

  onEveryEngine((running) => {
    it.each(["past_due", "unpaid"] as const)(
      "returns 402 for documents and jobs while the subscription is %s, and allows everything else",
      async (subscription) => {
        const workspace = await running().openWorkspace({ subscription });
        const designId = await workspace.newDesign();
        expectPdfError(await workspace.newPdf(designId), "PAYMENT_REQUIRED", message);
        const job = { designId, documents: [{ variables: invoice }] };
        expectPdfError(await workspace.post("/v1/jobs", job), "PAYMENT_REQUIRED", message);
        expect((await workspace.get("/v1/pdfs")).status).toBe(200);
        expect((await workspace.get("/v1/credits")).json.data).toEqual({ available: 1_000, reserved: 0 });
      },
    );

    it("generates documents again once the invoice is paid", async () => {
      const { openWorkspace, service } = running();
      const workspace = await openWorkspace({ subscription: "past_due" });
      const designId = await workspace.newDesign();
      await service.backend.store.sql`UPDATE pdf_workspaces SET subscription = 'active' WHERE id = ${workspace.id}`;
      service.backend.authenticate.forgetTenant(workspace.id);
      expect((await workspace.newPdf(designId)).status).toBe(201);
    });
  });
});
