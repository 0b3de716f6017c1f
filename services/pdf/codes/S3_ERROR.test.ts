import { readdir, rename, rm, writeFile } from "node:fs/promises";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eachEngine } from "../../testing/each-engine.ts";
import { engines } from "../../testing/engines.ts";
import { type FaultyProxy, type ProxyFault, startProxy } from "../../testing/faulty-proxy.ts";
import { readPdf } from "../../testing/read-pdf.ts";
import { deleteFiles } from "../../testing/recording/faults.ts";
import { generate, pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectPdfError, onEveryEngine, startPdf, type TestWorkspace } from "../../testing/running-pdf.ts";
import { type S3Server, startS3 } from "../../testing/s3-server.ts";
import { cleanUp } from "../open-backend.ts";

const message = "Object storage failed.";
const denied =
  "<Error><Code>AccessDenied</Code><Message>Access Denied to arn:aws:s3:::documents</Message><HostId>vendor-host</HostId></Error>";

describe("S3_ERROR", () => {
  recordsExchange(pdfDemo, "S3_ERROR", {
    fault: "The object storage has lost the document.",
    steps: [
      { ...generate("atlas", "generates a document"), capture: { pdfId: "/data/id" } },
      deleteFiles("pdf/kept"),
      as("atlas").get("/v1/pdfs/{{pdfId}}/content", { note: "downloads it" }),
    ],
  });

  describe("from a store that speaks S3", () => {
    let s3: S3Server;
    let proxy: FaultyProxy;
    beforeAll(async () => {
      s3 = await startS3();
      proxy = await startProxy(s3);
    });
    afterAll(async () => {
      await proxy.stop();
      await s3.stop();
    });

    const onEveryEngineWithS3 = eachEngine((engine) =>
      startPdf(engine, { s3: { url: s3.url(`127.0.0.1:${proxy.port}`), timeoutMs: 1_000 } }),
    );

    onEveryEngineWithS3((running) => {
      const credits = async (workspace: TestWorkspace) => (await workspace.get("/v1/credits")).json.data;

      it.each<[string, ProxyFault, RegExp]>([
        ["is down", "refuse", /ECONNREFUSED/],
        ["cuts its responses off", "cut", /terminated|closed|UND_ERR_SOCKET|ECONNRESET/],
        ["never responds", "stall", /TimeoutError/],
        ["returns 403", { status: 403, body: denied }, /returned 403/],
        ["returns 500", { status: 500, body: "<Error><Code>InternalError</Code></Error>" }, /returned 500/],
        ["returns 503 SlowDown", { status: 503, body: "<Error><Code>SlowDown</Code></Error>" }, /returned 503/],
      ])(
        "returns 500 for a generation and a download while the store %s, charges nothing, and recovers by itself",
        async (_, fault, cause) => {
          const workspace = await running().openWorkspace({ credits: 10 });
          const designId = await workspace.newDesign();
          const others = new Set(await s3.keys());
          const { id } = (await workspace.newPdf(designId)).json.data;
          const stored = await s3.keys();
          expect(stored).toContain(`pdf/${id}`);

          await proxy.become(fault);
          const failed = await Promise.all([workspace.newPdf(designId), workspace.get(`/v1/pdfs/${id}/content`)]);
          for (const reply of failed) {
            expectPdfError(reply, "S3_ERROR", message);
            expect(JSON.stringify([...reply.headers])).not.toMatch(/aws|amz|AccessDenied|vendor|127\.0\.0\.1/i);
          }
          expect(await credits(workspace)).toEqual({ available: 9, reserved: 0 });
          for (const occurrence of running().occurrences.slice(-2)) expect(inspect(occurrence.cause)).toMatch(cause);

          await proxy.become("none");
          expect((await workspace.newPdf(designId)).status).toBe(201);
          const { pages } = await readPdf((await workspace.download(`/v1/pdfs/${id}/content`)).bytes);
          expect(pages[0]).toContain("Invoice R-1001");
          expect(await credits(workspace)).toEqual({ available: 8, reserved: 0 });

          // The cleanup removes objects of failed requests.
          running().advance(11 * 60 * 1000);
          await cleanUp(running().service.backend);
          const { items } = (await workspace.get("/v1/pdfs")).json.data;
          expect((await s3.keys()).filter((key) => !others.has(key)).sort()).toEqual(
            items.map((item: { id: string }) => `pdf/${item.id}`).sort(),
          );
        },
      );

      it("returns 500 for the download of an object that is missing or has changed", async () => {
        const workspace = await running().openWorkspace();
        const { id } = (await workspace.newPdf(await workspace.newDesign())).json.data;
        const { files } = running().service.backend;
        await files.write(id, Buffer.from("%PDF-1.7 other content"));
        expectPdfError(await workspace.get(`/v1/pdfs/${id}/content`), "S3_ERROR", message);
        await files.remove(id);
        expectPdfError(await workspace.get(`/v1/pdfs/${id}/content`), "S3_ERROR", message);
      });
    });
  });

  it("returns 500 for a generation when the store rejects the credentials", async () => {
    const s3 = await startS3();
    const [embedded] = engines;
    const wrong = s3.url().replace("S3RVER:S3RVER", "NOBODY:S3RVER");
    const running = await startPdf(embedded!, { s3: { url: wrong } });
    const workspace = await running.openWorkspace({ credits: 5 });
    expectPdfError(await workspace.newPdf(await workspace.newDesign()), "S3_ERROR", message);
    expect((await workspace.get("/v1/credits")).json.data).toEqual({ available: 5, reserved: 0 });
    expect(await s3.keys()).toEqual([]);
    await running.stop();
    await s3.stop();
  });

  describe("from a folder", () => {
    onEveryEngine((running) => {
      it("returns 500 while the folder is a file or a document is damaged, and recovers by itself", async () => {
        const workspace = await running().openWorkspace({ credits: 5 });
        const designId = await workspace.newDesign();
        const { id } = (await workspace.newPdf(designId)).json.data;
        const folder = `${running().folder}/pdf`;
        await rename(folder, `${folder}.away`);
        await writeFile(folder, "a file in the way");
        expectPdfError(await workspace.newPdf(designId), "S3_ERROR", message);
        expectPdfError(await workspace.get(`/v1/pdfs/${id}/content`), "S3_ERROR", message);
        await rm(folder);
        await rename(`${folder}.away`, folder);
        expect((await workspace.newPdf(designId)).status).toBe(201);
        expect((await workspace.get(`/v1/pdfs/${id}/content`)).status).toBe(200);
        await writeFile(`${folder}/kept/${id}`, "cut");
        const reply = await workspace.get(`/v1/pdfs/${id}/content`);
        expectPdfError(reply, "S3_ERROR", message);
        expect(JSON.stringify([...reply.headers])).not.toMatch(/ENOENT|ENOTDIR|errata-services/);
        expect((await workspace.get("/v1/credits")).json.data).toEqual({ available: 3, reserved: 0 });
        expect(await readdir(`${folder}/incoming`)).toEqual([]);
      });
    });
  });
});
