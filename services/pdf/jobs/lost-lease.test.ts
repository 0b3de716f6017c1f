import { audit } from "errata/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../testing/engines.ts";
import { type FaultyProxy, startProxy } from "../../testing/faulty-proxy.ts";
import { invoice, type RunningPdf, renderPool, startPdf } from "../../testing/running-pdf.ts";
import { type S3Server, startS3 } from "../../testing/s3-server.ts";
import { testSecrets } from "../../testing/test-secrets.ts";
import { openPdf, type PdfService } from "../api.ts";

describe("a document of a job", () => {
  for (const engine of engines) {
    describe.skipIf(engine.isAbsent)(`on ${engine.name}`, () => {
      let s3: S3Server;
      let proxy: FaultyProxy;
      let running: RunningPdf;
      let other: PdfService;
      let onPut = async () => {};
      const failures: unknown[] = [];
      beforeAll(async () => {
        s3 = await startS3();
        proxy = await startProxy(s3, () => onPut());
        running = await startPdf(engine, {
          s3: { url: s3.url(`127.0.0.1:${proxy.port}`) },
          onJobFailed: (error) => failures.push(error),
        });
        // Like a second process, it shares only the database and the object storage.
        const { store, clock } = running.service.backend;
        const { folder } = running;
        const options = { store, secrets: testSecrets, clock, folder, renderPool, passwordCost: 1_024 };
        other = await openPdf({ ...options, s3: { url: s3.url() } });
      });
      afterAll(async () => {
        await running.stop();
        await proxy.stop();
        await s3.stop();
      });

      it("is generated and charged once when a stuck worker loses its lease to another worker and then continues", async () => {
        const workspace = await running.openWorkspace({ credits: 5 });
        const designId = await workspace.newDesign();
        const started = await workspace.post("/v1/jobs", { designId, documents: [{ variables: invoice }] });
        let madeByOther = 0;
        onPut = async () => {
          onPut = async () => {};
          running.advance(31_000);
          madeByOther = await other.worker.runOnce();
        };
        expect(await running.service.worker.runOnce()).toBe(1);
        expect(madeByOther).toBe(1);

        const job = (await workspace.get(`/v1/jobs/${started.json.data.id}`)).json.data;
        expect(job).toMatchObject({ state: "finished", done: 1, failed: 0 });
        const { items } = (await workspace.get("/v1/pdfs")).json.data;
        expect(items.map(({ id }: { id: string }) => id)).toEqual([job.documents[0].pdfId]);
        expect((await workspace.get("/v1/credits")).json.data).toEqual({ available: 4, reserved: 0 });
        expect(await s3.keys()).toEqual([`pdf/${job.documents[0].pdfId}`]);
        const { sql } = running.service.backend.store;
        expect(await sql`SELECT file_id FROM files_moves`).toEqual([]);
        expect(await audit(sql)).toEqual([]);
      });

      it("is not reported as a failure when its job is cancelled while it is stored", async () => {
        const workspace = await running.openWorkspace({ credits: 5 });
        const designId = await workspace.newDesign();
        const started = await workspace.post("/v1/jobs", { designId, documents: [{ variables: invoice }] });
        const path = `/v1/jobs/${started.json.data.id}`;
        // The next request opens a connection, which calls onPut.
        await proxy.become("none");
        onPut = async () => {
          onPut = async () => {};
          await workspace.post(`${path}/cancel`);
        };
        expect(await running.service.worker.runOnce()).toBe(1);
        expect((await workspace.get(path)).json.data).toMatchObject({ state: "finished", cancelled: 1 });
        expect((await workspace.get("/v1/credits")).json.data).toEqual({ available: 5, reserved: 0 });
        expect(failures).toEqual([]);
      });
    });
  }
});
