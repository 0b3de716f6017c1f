import { describe, expect, it } from "vitest";
import { expectPdfError, onEveryEngine } from "../../testing/running-pdf.ts";

describe("INTERNAL_ERROR", () => {
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
