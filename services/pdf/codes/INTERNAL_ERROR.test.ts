import { describe, expect, it } from "vitest";
import { pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectPdfError, onEveryEngine } from "../../testing/running-pdf.ts";

describe("INTERNAL_ERROR", () => {
  recordsExchange(pdfDemo, "INTERNAL_ERROR", {
    fault: "The stored design is damaged.",
    steps: [
      ({ store }) => store.sql`UPDATE pdf_design_versions SET page = '{'`,
      as("atlas").get("/v1/designs/dsn_00000000000000000000a001"),
    ],
  });

  onEveryEngine((running) => {
    it("returns 500 for a design whose stored page description is damaged, does not send the reason, and charges nothing", async () => {
      const { openWorkspace, service, occurrences } = running();
      const workspace = await openWorkspace({ credits: 5 });
      const designId = await workspace.newDesign();
      await service.backend.store.sql`
        UPDATE pdf_design_versions SET page = '{"blocks":[{"type":"te' WHERE design_id = ${designId}`;
      for (const send of [() => workspace.newPdf(designId), () => workspace.get(`/v1/designs/${designId}`)]) {
        const reply = await send();
        expectPdfError(reply, "INTERNAL_ERROR", "Unexpected server error.");
        expect(occurrences.at(-1)).toMatchObject({
          code: "INTERNAL_ERROR",
          requestId: reply.headers.get("x-request-id"),
          tenant: workspace.id,
          cause: expect.objectContaining({ stack: expect.stringContaining("SyntaxError") }),
        });
      }
      expect((await workspace.get("/v1/credits")).json.data).toEqual({ available: 5, reserved: 0 });
    });
  });
});
