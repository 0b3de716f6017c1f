import { describe, expect, it } from "vitest";
import { generate, pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectPdfError, onEveryEngine } from "../../testing/running-pdf.ts";

describe("RANGE_NOT_SATISFIABLE", () => {
  const content = "/v1/pdfs/{{pdfId}}/content";
  recordsExchange(pdfDemo, "RANGE_NOT_SATISFIABLE", {
    steps: [
      { ...generate("atlas", "generates a document"), capture: { pdfId: "/data/id" } },
      as("atlas").get(content, { note: "starts after its end", headers: { Range: "bytes=1000000-" } }),
    ],
    works: as("atlas").get("/v1/pdfs/{{pdfId}}", { note: "returns the length of the document" }),
  });

  onEveryEngine((running) => {
    it("returns 416 with the length for a range that starts after the end of a document", async () => {
      const workspace = await running().openWorkspace();
      const { id, bytes } = (await workspace.newPdf(await workspace.newDesign())).json.data;
      const path = `/v1/pdfs/${id}/content`;
      const reply = await workspace.get(path, { Range: `bytes=${bytes}-` });
      const length = bytes.toLocaleString("en");
      expectPdfError(reply, "RANGE_NOT_SATISFIABLE", `The range lies outside the file, which has ${length} bytes.`);
      expect(reply.headers.get("content-range")).toBe(`bytes */${bytes}`);
      expect((await workspace.get(path, { Range: "bytes=0-3" })).text).toBe("%PDF");
      const tail = await workspace.get(path, { Range: "bytes=-6" });
      expect([tail.status, tail.text.trim()]).toEqual([206, "%%EOF"]);
    });
  });
});
