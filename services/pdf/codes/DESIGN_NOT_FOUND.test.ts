import { describe, expect, it } from "vitest";
import { pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectPdfError, invoice, onEveryEngine } from "../../testing/running-pdf.ts";
import { stableHeaders } from "../../testing/stable-headers.ts";
import { demoDesign } from "../designs/demo-design.ts";

const message = "No such design in the workspace.";

describe("DESIGN_NOT_FOUND", () => {
  recordsExchange(pdfDemo, "DESIGN_NOT_FOUND", {
    steps: [as("atlas").get("/v1/designs/dsn_000000000000000000000000", { note: "no such design" })],
    works: as("atlas").get("/v1/designs?limit=1", { note: "lists the designs that exist" }),
  });

  onEveryEngine((running) => {
    it("returns the same 404 for a foreign, a deleted and an unknown design, in every operation", async () => {
      const [workspace, other] = [await running().openWorkspace(), await running().openWorkspace()];
      const foreign = await other.newDesign();
      const deleted = await workspace.newDesign();
      expect((await workspace.delete(`/v1/designs/${deleted}`)).status).toBe(204);
      const ids = [foreign, deleted, "dsn_000000000000000000000000", "no%20id"];
      const requests = [
        (id: string) => workspace.get(`/v1/designs/${id}`),
        (id: string) => workspace.put(`/v1/designs/${id}`, demoDesign),
        (id: string) => workspace.delete(`/v1/designs/${id}`),
        (id: string) => workspace.newPdf(decodeURIComponent(id).replace(" ", "_")),
        (id: string) =>
          workspace.post("/v1/jobs", { designId: id.replace("%20", "_"), documents: [{ variables: invoice }] }),
      ];
      for (const send of requests) {
        const replies = await Promise.all(ids.map(send));
        for (const reply of replies) expectPdfError(reply, "DESIGN_NOT_FOUND", message);
        expect(new Set(replies.map((reply) => JSON.stringify(stableHeaders(reply)))).size).toBe(1);
      }
      expect((await other.get(`/v1/designs/${foreign}`)).status).toBe(200);
    });

    it("returns 404 for a version that the design does not have", async () => {
      const workspace = await running().openWorkspace();
      const designId = await workspace.newDesign();
      expect((await workspace.get(`/v1/designs/${designId}?version=1`)).status).toBe(200);
      expectPdfError(await workspace.get(`/v1/designs/${designId}?version=2`), "DESIGN_NOT_FOUND", message);
      const reply = await workspace.post("/v1/pdfs", { designId, version: 2, variables: invoice });
      expectPdfError(reply, "DESIGN_NOT_FOUND", message);
    });
  });
});
