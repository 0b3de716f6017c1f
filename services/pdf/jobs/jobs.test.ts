import { describe, expect, it } from "vitest";
import { readPdf } from "../../testing/read-pdf.ts";
import { invoice, onEveryEngine, type RunningPdf, type TestWorkspace } from "../../testing/running-pdf.ts";

describe("jobs", () => {
  onEveryEngine((running) => {
    const finish = async ({ service }: RunningPdf) => {
      while ((await service.worker.runOnce()) > 0);
    };

    it("generate a document for each set of variables, report their progress, and return each document", async () => {
      const workspace = await running().openWorkspace({ credits: 10 });
      const designId = await workspace.newDesign();
      const documents = [1, 2, 3, 4, 5].map((number) => ({ variables: { ...invoice, number: `R-${number}` } }));
      const started = await workspace.post("/v1/jobs", { designId, documents });
      expect(started.status).toBe(202);
      const { id } = started.json.data;
      expect(started.json.data).toMatchObject({
        designId,
        designVersion: 1,
        state: "running",
        total: 5,
        done: 0,
        failed: 0,
      });
      await running().service.worker.runOnce();
      const midway = (await workspace.get(`/v1/jobs/${id}`)).json.data;
      expect(midway).toMatchObject({ state: "running", done: 2 });
      expect((await workspace.get("/v1/credits")).json.data).toEqual({ available: 8, reserved: 0 });
      await finish(running());
      const { data } = (await workspace.get(`/v1/jobs/${id}`)).json;
      expect(data).toMatchObject({ state: "finished", done: 5, failed: 0 });
      for (const { position, pdfId } of data.documents) {
        const { bytes, headers } = await workspace.download(`/v1/jobs/${id}/documents/${position}`);
        expect((await readPdf(bytes)).pages[0]).toContain(`Invoice R-${position + 1} `);
        expect(headers.get("content-disposition")).toBe(`attachment; filename="document-${position + 1}.pdf"`);
        expect((await workspace.download(`/v1/pdfs/${pdfId}/content`)).bytes).toEqual(bytes);
      }
      expect((await workspace.get("/v1/credits")).json.data).toEqual({ available: 5, reserved: 0 });
    });

    it("can fail in part; each failed document has the error of a single request with its place in the job, and costs nothing", async () => {
      const workspace = await running().openWorkspace({ credits: 10 });
      const designId = await workspace.newDesign();
      const wrong = [{}, { ...invoice, number: 7 }, { ...invoice, customer: { name: "\u1200" } }];
      const documents = [invoice, ...wrong, invoice].map((variables) => ({ variables }));
      const { id } = (await workspace.post("/v1/jobs", { designId, documents })).json.data;
      await finish(running());
      const { data } = (await workspace.get(`/v1/jobs/${id}`)).json;
      expect(data).toMatchObject({ state: "finished", done: 2, failed: 3 });
      for (const [index, variables] of wrong.entries()) {
        const { error } = (await workspace.newPdf(designId, variables)).json;
        expect(data.documents[index + 1]).toEqual({
          position: index + 1,
          state: "failed",
          pdfId: null,
          error: { ...error, message: error.message.replace("variables", `documents.${index + 1}.variables`) },
        });
      }
      expect((await workspace.get("/v1/credits")).json.data).toEqual({ available: 8, reserved: 0 });
      expect(running().failedJobs).toEqual([]);
    });

    it("have the language, the time zone and the standard of each document", async () => {
      const workspace = await running().openWorkspace();
      const page = { timeZone: "Asia/Tokyo", blocks: [{ type: "text", text: "{{a | number:1}} {{b | datetime}}" }] };
      const designId = await workspace.newDesign({ page, variables: { type: "object", properties: { a: {}, b: {} } } });
      const variables = { a: 1234.5, b: "2026-02-03T20:00:00Z" };
      const documents = [{ variables }, { variables, locale: "de", timeZone: "Europe/Berlin", standard: "PDF/A-2b" }];
      const { id } = (await workspace.post("/v1/jobs", { designId, documents })).json.data;
      await finish(running());
      const contents = await Promise.all(
        [0, 1].map(async (position) => (await workspace.download(`/v1/jobs/${id}/documents/${position}`)).bytes),
      );
      const texts = await Promise.all(contents.map(async (content) => (await readPdf(content)).pages));
      expect(texts).toEqual([["1,234.5 Feb 4, 2026, 5:00 AM"], ["1.234,5 03.02.2026, 21:00"]]);
      const isArchival = contents.map((content) => Buffer.from(content).includes("<pdfaid:part>2<"));
      expect(isArchival).toEqual([false, true]);
      const alone = await workspace.post("/v1/pdfs", { designId, variables, locale: "de" });
      const { bytes } = await workspace.download(`/v1/pdfs/${alone.json.data.id}/content`);
      expect((await readPdf(bytes)).pages).toEqual(["1.234,5 04.02.2026, 05:00"]);
    });

    it("let workspaces take turns: a large job delays the first document of another workspace by one document", async () => {
      const [large, small] = [await running().openWorkspace(), await running().openWorkspace()];
      const start = async (workspace: TestWorkspace, count: number) => {
        const documents = Array.from({ length: count }, () => ({ variables: invoice }));
        return (await workspace.post("/v1/jobs", { designId: await workspace.newDesign(), documents })).json.data.id;
      };
      await start(large, 6);
      const second = await start(small, 1);
      expect(await running().service.worker.runOnce()).toBe(2);
      expect((await small.get(`/v1/jobs/${second}`)).json.data).toMatchObject({ state: "finished", done: 1 });
      await finish(running());
    });

    it("fail where the credits end, and use the design as it was when they started", async () => {
      const workspace = await running().openWorkspace({ credits: 3 });
      const designId = await workspace.newDesign();
      const documents = [1, 2, 3].map(() => ({ variables: invoice }));
      const { id } = (await workspace.post("/v1/jobs", { designId, documents })).json.data;
      await workspace.newPdf(designId);
      await workspace.delete(`/v1/designs/${designId}`);
      await finish(running());
      const { data } = (await workspace.get(`/v1/jobs/${id}`)).json;
      expect(data).toMatchObject({ state: "finished", done: 2, failed: 1 });
      const failed = data.documents.find(({ state }: { state: string }) => state === "failed");
      expect(failed.error).toEqual({
        code: "INSUFFICIENT_CREDITS",
        message: "Workspace does not have enough credits.",
      });
      expect((await workspace.get("/v1/credits")).json.data).toEqual({ available: 0, reserved: 0 });
    });

    it("retry failures of the object storage with backoff; the last attempt reports S3_ERROR, and nothing is charged", async () => {
      const { openWorkspace, service, folder, advance, failedJobs } = running();
      const { rename, rm, writeFile } = await import("node:fs/promises");
      const workspace = await openWorkspace({ credits: 5 });
      const designId = await workspace.newDesign();
      const start = async () =>
        (await workspace.post("/v1/jobs", { designId, documents: [{ variables: invoice }] })).json.data.id;
      const stateOf = async (id: string) => (await workspace.get(`/v1/jobs/${id}`)).json.data;
      await rename(`${folder}/pdf`, `${folder}/pdf.away`);
      await writeFile(`${folder}/pdf`, "in the way");
      const lost = await start();
      for (let attempt = 1; attempt <= 5; attempt += 1) {
        expect(await stateOf(lost)).toMatchObject({ state: "running" });
        expect(await service.worker.runOnce()).toBe(1);
        advance(6 * 60 * 1000);
      }
      expect((await stateOf(lost)).documents[0].error).toEqual({ code: "S3_ERROR", message: "Object storage failed." });
      expect(failedJobs.map(({ error }) => (error as { code?: string }).code)).toEqual(
        expect.arrayContaining(["S3_ERROR"]),
      );

      const saved = await start();
      await service.worker.runOnce();
      await rm(`${folder}/pdf`);
      await rename(`${folder}/pdf.away`, `${folder}/pdf`);
      advance(6 * 60 * 1000);
      await finish(running());
      expect(await stateOf(saved)).toMatchObject({ state: "finished", done: 1 });
      expect((await workspace.get("/v1/credits")).json.data).toEqual({ available: 4, reserved: 0 });
      expect(await service.backend.store.sql`SELECT id FROM queue_jobs WHERE queue = 'pdf-documents'`).toEqual([]);
    });
  });
});
