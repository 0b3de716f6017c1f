import { describe, expect, it } from "vitest";
import { explained } from "../../testing/explained.ts";
import { readPdf } from "../../testing/read-pdf.ts";
import { invoice, onEveryEngine } from "../../testing/running-pdf.ts";
import { DocumentQuery, listDocuments } from "./list-documents.ts";

describe("documents", () => {
  onEveryEngine((running) => {
    it("are PDFs that an independent reader can read, with the stored number of bytes", async () => {
      const workspace = await running().openWorkspace();
      const designId = await workspace.newDesign();
      const { status, json } = await workspace.newPdf(designId);
      expect(status).toBe(201);
      expect(json).toEqual({
        status: "success",
        error: null,
        data: {
          id: expect.stringMatching(/^doc_/),
          designId,
          designVersion: 1,
          externalId: null,
          fileName: "document.pdf",
          pages: 1,
          bytes: expect.any(Number),
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          credits: 1,
          createdAt: expect.any(String),
        },
      });
      const { bytes, headers } = await workspace.download(`/v1/pdfs/${json.data.id}/content`);
      expect(bytes.byteLength).toBe(json.data.bytes);
      expect(headers.get("content-type")).toBe("application/pdf");
      expect(headers.get("content-disposition")).toBe('attachment; filename="document.pdf"');
      const { pages, title } = await readPdf(bytes);
      expect(title).toBe("document.pdf");
      expect(pages).toEqual([
        "Invoice R-1001 Example Ltd Berlin Article Quantity Price Paper 4 €5.90 Total 4 R-1001 Page 1 of 1",
      ]);
      expect((await workspace.get("/v1/credits")).json.data).toEqual({ available: 999, reserved: 0 });
    });

    it("have file names in any script, but no paths and no characters that reorder others", async () => {
      const workspace = await running().openWorkspace();
      const designId = await workspace.newDesign();
      const create = (fileName: string) => workspace.post("/v1/pdfs", { designId, variables: invoice, fileName });
      for (const fileName of [
        "Żółć ’1’ & Söhne.pdf",
        "請求書 (改).pdf",
        "चालान_१.pdf",
        "فاتورة.pdf",
        "می‌خواهم.pdf",
        "Счёт № 7 – май.pdf",
      ]) {
        const { status, json } = await create(fileName);
        expect([status, json.data.fileName]).toEqual([201, fileName]);
        const { headers } = await workspace.download(`/v1/pdfs/${json.data.id}/content`);
        const [, encoded = ""] = headers.get("content-disposition")?.split("filename*=UTF-8''") ?? [];
        expect(decodeURIComponent(encoded)).toBe(fileName);
      }
      for (const fileName of [
        "../a.pdf",
        "a/b.pdf",
        "a\\b.pdf",
        "\u202eb.pdf",
        "a\u202efdp.pdf",
        ".pdf",
        "a.exe",
        "a\n.pdf",
      ]) {
        expect((await create(fileName)).status).toBe(400);
      }
    });

    it("are found by externalId through an index", async () => {
      const { service, openWorkspace } = running();
      const workspace = await openWorkspace();
      const designId = await workspace.newDesign();
      const create = async (externalId: string) =>
        (await workspace.post("/v1/pdfs", { designId, externalId, variables: invoice })).json.data.id;
      const ids = [await create("erp-1"), await create("erp-2"), await create("erp-1")];
      const found = (await workspace.get("/v1/pdfs?externalId=erp-1")).json.data.items;
      expect(found.map(({ id }: { id: string }) => id).sort()).toEqual([ids[0], ids[2]].sort());
      const { backend } = service;
      if (backend.store.sql.engine === "postgres") {
        const plans: string[] = [];
        const query = DocumentQuery.parse({ externalId: "erp-1" });
        await listDocuments({ ...backend, store: explained(backend.store, plans) }, workspace.id, query);
        expect(plans).toEqual([expect.stringContaining("pdf_documents_external")]);
      }
    });
  });
});
