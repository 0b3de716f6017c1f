import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
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
      const workspace = await openWorkspace({ credits: 5 });
      const designId = await workspace.newDesign();
      const start = async () =>
        (await workspace.post("/v1/jobs", { designId, documents: [{ variables: invoice }] })).json.data.id;
      const stateOf = async (id: string) => (await workspace.get(`/v1/jobs/${id}`)).json.data;
      await rename(`${folder}/pdf`, `${folder}/pdf.away`);
      await writeFile(`${folder}/pdf`, "in the way");
      const lost = await start();
      for (let attempt = 1; attempt <= 20; attempt += 1) {
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

      // The lost document's job is kept for operators, who can run it again once.
      const { failedJobs: listFailed, retryJob, jobsOf } = service.consoleData ?? {};
      const [failed, ...others] = (await listFailed?.()) ?? [];
      expect(others).toEqual([]);
      expect(failed).toMatchObject({ state: "failed", attempts: 20, canRetry: true, requestId: expect.any(String) });
      expect(failed?.reason).toContain("S3_ERROR");
      expect(await jobsOf?.(failed?.requestId ?? "")).toEqual([failed]);
      const retry = () => retryJob?.(failed?.queue ?? "", failed?.id ?? "");
      expect([await retry(), await retry()]).toEqual([true, false]);
      await finish(running());
      expect(await stateOf(lost)).toMatchObject({ state: "finished", done: 1, failed: 0 });
      expect(await service.backend.store.sql`SELECT id FROM queue_jobs WHERE queue = 'pdf-documents'`).toEqual([]);
      const balances = await service.consoleData?.balancesOf?.("pdf", workspace.id);
      expect(balances).toEqual([{ name: "credits", available: 3, reserved: 0, limit: null }]);
    });

    it("survive an outage of the object storage of five minutes", async () => {
      const { openWorkspace, service, folder, advance } = running();
      const workspace = await openWorkspace();
      const designId = await workspace.newDesign();
      const documents = [1, 2, 3].map(() => ({ variables: invoice }));
      const { id } = (await workspace.post("/v1/jobs", { designId, documents })).json.data;
      await rename(`${folder}/pdf`, `${folder}/pdf.away`);
      await writeFile(`${folder}/pdf`, "in the way");
      for (let second = 0; second < 300; second += 10) {
        await finish(running());
        advance(10_000);
      }
      await rm(`${folder}/pdf`);
      await rename(`${folder}/pdf.away`, `${folder}/pdf`);
      advance(60_000);
      await finish(running());
      expect((await workspace.get(`/v1/jobs/${id}`)).json.data).toMatchObject({ state: "finished", done: 3 });
      expect(service.backend.jobQueue.maxAttempts).toBe(20);
    });

    it("can be cancelled, which charges and generates nothing more, not even a document that is under way", async () => {
      const workspace = await running().openWorkspace({ credits: 10 });
      const designId = await workspace.newDesign();
      const documents = [1, 2, 3, 4, 5].map(() => ({ variables: invoice }));
      const { id } = (await workspace.post("/v1/jobs", { designId, documents })).json.data;
      await running().service.worker.runOnce();
      const underWay = running().service.worker.runOnce();
      const cancelled = (await workspace.post(`/v1/jobs/${id}/cancel`)).json.data;
      await underWay;
      await finish(running());
      const { data } = (await workspace.get(`/v1/jobs/${id}`)).json;
      expect(data).toEqual(cancelled);
      expect(data).toMatchObject({ state: "finished", failed: 0, total: 5 });
      expect(data.done + data.cancelled).toBe(5);
      expect(data.cancelled).toBeGreaterThanOrEqual(1);
      expect((await workspace.get("/v1/credits")).json.data).toEqual({ available: 10 - data.done, reserved: 0 });
      expect((await workspace.get("/v1/pdfs")).json.data.items).toHaveLength(data.done);
      expect((await workspace.post(`/v1/jobs/${id}/cancel`)).json.data).toEqual(data);
      const retried = await workspace.post(`/v1/jobs/${id}/retry`);
      expect([retried.status, retried.json.data]).toEqual([202, data]);
    });

    it("generate their failed documents again when they are retried, and charge only those", async () => {
      const workspace = await running().openWorkspace({ credits: 3 });
      const designId = await workspace.newDesign();
      const documents = [1, 2, 3].map(() => ({ variables: invoice }));
      const { id } = (await workspace.post("/v1/jobs", { designId, documents })).json.data;
      await workspace.newPdf(designId);
      await finish(running());
      expect((await workspace.get(`/v1/jobs/${id}`)).json.data).toMatchObject({ done: 2, failed: 1 });
      expect((await workspace.post(`/v1/jobs/${id}/retry`)).json.error.code).toBe("INSUFFICIENT_CREDITS");
      const { backend } = running().service;
      await backend.store.transaction((sql) =>
        backend.creditLedger.grant(sql, { id: `more-${id}`, account: workspace.id, amount: 5, source: "purchase" }),
      );
      const key = { "Idempotency-Key": "retry-1" };
      const retry = () => workspace.post(`/v1/jobs/${id}/retry`, undefined, key);
      const retried = await retry();
      expect(retried.json.data).toMatchObject({ state: "running", done: 2, failed: 0 });
      await finish(running());
      expect((await retry()).text).toBe(retried.text);
      expect((await workspace.get(`/v1/jobs/${id}`)).json.data).toMatchObject({
        state: "finished",
        done: 3,
        failed: 0,
      });
      expect((await workspace.get("/v1/credits")).json.data).toEqual({ available: 4, reserved: 0 });
    });

    it("are listed with filters and a stable cursor, and their documents are found by externalId", async () => {
      const workspace = await running().openWorkspace();
      const [one, other] = [await workspace.newDesign(), await workspace.newDesign({ name: "Other" })];
      const start = async (designId: string, externalId?: string) =>
        (await workspace.post("/v1/jobs", { designId, documents: [{ variables: invoice, externalId }] })).json.data.id;
      const ids = [await start(one, "erp-7"), await start(other)];
      await finish(running());
      ids.push(await start(one));
      const list = async (query: string) => (await workspace.get(`/v1/jobs${query}`)).json.data;
      const idsOf = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id);
      const first = await list("?limit=2");
      expect(idsOf(first)).toEqual([ids[2], ids[1]]);
      expect(first.items[0]).not.toHaveProperty("documents");
      await start(other);
      expect(idsOf(await list(`?limit=2&cursor=${first.nextCursor}`))).toEqual([ids[0]]);
      expect(idsOf(await list("?state=finished"))).toEqual([ids[1], ids[0]]);
      expect(idsOf(await list(`?state=running&designId=${one}`))).toEqual([ids[2]]);
      const { items } = (await workspace.get("/v1/pdfs?externalId=erp-7")).json.data;
      expect(items).toMatchObject([{ designId: one, externalId: "erp-7" }]);
      expect((await workspace.get(`/v1/pdfs?designId=${other}`)).json.data.items).toHaveLength(1);
      await finish(running());
    });

    it("can be downloaded as one ZIP file that an independent program extracts", async () => {
      const workspace = await running().openWorkspace();
      const designId = await workspace.newDesign();
      const documents = [{ variables: invoice }, { variables: {} }, { variables: invoice, fileName: "Größe 報告.pdf" }];
      const { id } = (await workspace.post("/v1/jobs", { designId, documents })).json.data;
      await finish(running());
      const { bytes, headers } = await workspace.download(`/v1/jobs/${id}/archive`);
      expect(headers.get("content-type")).toBe("application/zip");
      expect(headers.get("content-disposition")).toBe(`attachment; filename="${id}.zip"`);
      const target = await mkdtemp(join(tmpdir(), "errata-zip-"));
      await writeFile(join(target, "a.zip"), bytes);
      await promisify(execFile)("python3", ["-m", "zipfile", "-e", join(target, "a.zip"), join(target, "files")]);
      expect((await readdir(join(target, "files"))).sort()).toEqual(["001-document-1.pdf", "003-Größe 報告.pdf"]);
      const alone = await workspace.download(`/v1/jobs/${id}/documents/2`);
      expect(new Uint8Array(await readFile(join(target, "files", "003-Größe 報告.pdf")))).toEqual(alone.bytes);
      await rm(target, { recursive: true });

      // The archive has the conditions and ranges of every download.
      const archive = `/v1/jobs/${id}/archive`;
      expect(headers.get("content-length")).toBe(String(bytes.byteLength));
      const etag = headers.get("etag") ?? "";
      expect((await workspace.send("HEAD", archive)).headers.get("content-length")).toBe(String(bytes.byteLength));
      expect((await workspace.get(archive, { "If-None-Match": etag })).status).toBe(304);
      expect((await workspace.get(archive, { "If-Match": '"other"' })).json.error.code).toBe("PRECONDITION_FAILED");
      const last = bytes.byteLength - 1;
      for (const [range, first, end] of [
        ["bytes=0-0", 0, 0],
        ["bytes=1000-70000", 1_000, Math.min(last, 70_000)],
        ["bytes=-100", last - 99, last],
        [`bytes=${last}-`, last, last],
      ] as const) {
        const part = await workspace.download(archive, { Range: range, "If-Range": etag });
        expect(part.headers.get("content-range")).toBe(`bytes ${first}-${end}/${bytes.byteLength}`);
        expect(Buffer.compare(part.bytes, bytes.subarray(first, end + 1))).toBe(0);
      }
      const beyond = await workspace.get(archive, { Range: `bytes=${last + 1}-` });
      expect(beyond.json.error.code).toBe("RANGE_NOT_SATISFIABLE");
      await workspace.delete(`/v1/pdfs/${(await workspace.get(`/v1/jobs/${id}`)).json.data.documents[0].pdfId}`);
      expect((await workspace.get(archive, { "If-None-Match": etag })).status).toBe(200);
    });

    it("keep the variables of a document only until it is generated, and are deleted when they are finished", async () => {
      const workspace = await running().openWorkspace();
      const designId = await workspace.newDesign();
      const documents = [{ variables: { ...invoice, number: "Uma Roe" } }, { variables: { customer: "Ben Poe" } }];
      const key = { "Idempotency-Key": "job" };
      const start = () => workspace.post("/v1/jobs", { designId, documents }, key);
      const { id } = (await start()).json.data;
      const path = `/v1/jobs/${id}`;
      const { sql } = running().service.backend.store;
      const stored = async () => JSON.stringify(await sql`SELECT * FROM pdf_job_items WHERE job_id = ${id}`);
      expect((await workspace.delete(path)).json.error.code).toBe("JOB_NOT_FINISHED");
      await finish(running());
      expect(await stored()).not.toContain("Uma Roe");
      expect(await stored()).toContain("Ben Poe");
      const { documents: made } = (await workspace.get(path)).json.data;
      expect((await workspace.delete(path)).json.data).toEqual({ id, deleted: true });
      expect(await stored()).toBe("[]");
      for (const reply of [await workspace.get(path), await workspace.delete(path), await start()])
        expect(reply.json.error.code).toBe("NOT_FOUND");
      expect((await workspace.get(`/v1/pdfs/${made[0].pdfId}`)).status).toBe(200);
    });
  });
});
