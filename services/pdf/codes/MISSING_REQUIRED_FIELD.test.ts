import { describe, expect, it } from "vitest";
import { generate, pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { expectPdfError, invoice, onEveryEngine } from "../../testing/running-pdf.ts";
import { demoDesign } from "../designs/demo-design.ts";

describe("MISSING_REQUIRED_FIELD", () => {
  recordsExchange(pdfDemo, "MISSING_REQUIRED_FIELD", {
    steps: [generate("atlas", "no `number`", { number: undefined })],
    works: generate("atlas", "with `number`"),
  });

  onEveryEngine((running) => {
    it.each([
      ["/v1/pdfs", { variables: {} }, "designId"],
      ["/v1/pdfs", { designId: "dsn_0" }, "variables"],
      ["/v1/designs", { ...demoDesign, name: undefined }, "name"],
      ["/v1/designs", { ...demoDesign, page: { blocks: [{ type: "text" }] } }, "page.blocks.0.text"],
      ["/v1/designs", { ...demoDesign, page: { blocks: [{ text: "x" }] } }, "page.blocks.0.type"],
      ["/v1/members", { email: "a@example.com", name: "A", role: "viewer" }, "password"],
      ["/v1/members", { email: "a@example.com", name: "A", password: "a password of tests" }, "role"],
      ["/v1/api-keys", {}, "role"],
      ["/v1/sessions", { workspaceId: "pdw_0", password: "x" }, "email"],
      // Reported before other problems.
      ["/v1/pdfs", { designId: 7, colour: "red" }, "variables"],
    ])("returns 400 for POST %s with %j, because %s is missing", async (path, body, field) => {
      const workspace = await running().openWorkspace();
      const message = `The field ${field} is required.`;
      expectPdfError(await workspace.post(path, body), "MISSING_REQUIRED_FIELD", message);
    });

    it("returns 400 with the path of a missing variable that the design's schema requires", async () => {
      const workspace = await running().openWorkspace();
      const designId = await workspace.newDesign();
      const withoutPrice = { ...invoice, lines: [...invoice.lines, { article: "Pen", quantity: 1 }] };
      const replies = [await workspace.newPdf(designId, {}), await workspace.newPdf(designId, withoutPrice)];
      expectPdfError(replies[0]!, "MISSING_REQUIRED_FIELD", "The field variables.number is required.");
      expectPdfError(replies[1]!, "MISSING_REQUIRED_FIELD", "The field variables.lines.1.price is required.");
    });

    it("returns 400 for a missing query parameter", async () => {
      const workspace = await running().openWorkspace();
      expectPdfError(await workspace.get("/v1/usage"), "MISSING_REQUIRED_FIELD", "The field month is required.");
      const month = new Date(running().service.backend.clock()).toISOString().slice(0, 7);
      expect((await workspace.get(`/v1/usage?month=${month}`)).json.data).toEqual({
        month,
        documents: 0,
        deleted: 0,
        storedBytes: 0,
        pages: 0,
        credits: 0,
      });
    });
  });
});
