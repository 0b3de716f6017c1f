import { describe, expect, it } from "vitest";
import { generate, pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { expectPdfError, invoice, onEveryEngine } from "../../testing/running-pdf.ts";
import { demoDesign } from "../designs/demo-design.ts";

describe("VALIDATION_ERROR", () => {
  recordsExchange(pdfDemo, "VALIDATION_ERROR", {
    steps: [generate("atlas", "`number` is not a string", { number: 1001 })],
    works: generate("atlas", "`number` is a string"),
  });

  onEveryEngine((running) => {
    it.each<[string, RegExp]>([
      ["", /body: .*empty/],
      ['{"designId":', /body: .*line 1, column/],
      ["[1,]", /body: .*line 1, column/],
      ["[]", /body: /],
      ["null", /body: /],
      ['"text"', /body: /],
      ['{"designId":7,"variables":{}}', /designId: /],
      ['{"designId":"dsn_0","variables":[]}', /variables: /],
      ['{"designId":"dsn_0","variables":{},"version":"1"}', /version: /],
      ['{"designId":"dsn_0","variables":{},"colour":"red"}', /colour: This field is unknown\./],
    ])("returns 400 for the body %j", async (body, sentence) => {
      const workspace = await running().openWorkspace();
      const reply = await workspace.send("POST", "/v1/pdfs", body, { "Content-Type": "application/json" });
      expectPdfError(reply, "VALIDATION_ERROR", reply.json.error.message);
      expect(reply.json.error.message).toMatch(/^Request failed schema validation\. /);
      expect(reply.json.error.message).toMatch(sentence);
      expect(reply.json.error.message).not.toContain("red");
    });

    it("returns 400 for a block whose type is not a string, and for variables that are not an object", async () => {
      const workspace = await running().openWorkspace();
      const page = { blocks: [{ type: 7 }] };
      for (const [members, sentence] of [
        [{ page }, /page\.blocks\.0\.type: /],
        [{ variables: [] }, /variables: Must be an object\.$/],
      ] as const) {
        const reply = await workspace.post("/v1/designs", { ...demoDesign, ...members });
        expectPdfError(reply, "VALIDATION_ERROR", reply.json.error.message);
        expect(reply.json.error.message).toMatch(sentence);
      }
    });

    it("returns 400 with the path of a variable of another type than in the design's schema", async () => {
      const workspace = await running().openWorkspace();
      const designId = await workspace.newDesign();
      const wrong = [
        [{ ...invoice, number: 1001 }, /variables\.number: /],
        [{ ...invoice, lines: [{ ...invoice.lines[0], price: "5.90" }] }, /variables\.lines\.0\.price: /],
        [{ ...invoice, note: "x" }, /variables\.note: This field is unknown\./],
      ] as const;
      for (const [variables, sentence] of wrong) {
        const reply = await workspace.newPdf(designId, variables);
        expectPdfError(reply, "VALIDATION_ERROR", reply.json.error.message);
        expect(reply.json.error.message).toMatch(sentence);
      }
      expect((await workspace.get("/v1/credits")).json.data).toEqual({ available: 1_000, reserved: 0 });
    });

    it("returns 400 for unknown and repeated query parameters of any operation", async () => {
      const workspace = await running().openWorkspace();
      for (const path of ["/v1/workspace?verbose=1", "/v1/pdfs?colour=red", "/v1/pdfs?limit=1&limit=2"]) {
        const reply = await workspace.get(path);
        expectPdfError(reply, "VALIDATION_ERROR", reply.json.error.message);
      }
    });

    it("returns 400 for bytes that are not HTTP", async () => {
      const { connect } = await import("node:net");
      const { port } = new URL(running().url);
      const socket = connect(Number(port), "127.0.0.1", () => socket.end("GET /pdf/v1/pdfs HTTP/1.1\r\n\r\n"));
      let response = "";
      for await (const chunk of socket) response += String(chunk);
      expect(response).toMatch(/^HTTP\/1\.1 400 /);
      expect(response).toContain(
        '{"status":"error","data":null,"error":{"code":"VALIDATION_ERROR","message":"Request failed',
      );
    });
  });
});
