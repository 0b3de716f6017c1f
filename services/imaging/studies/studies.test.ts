import { describe, expect, it } from "vitest";
import { dicomFile, newUid } from "../../testing/dicom-file.ts";
import { openElement, part10, type RawElement, rawElement, rawItem, syntaxes } from "../../testing/raw-dicom.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

const raw = { "Content-Type": "application/dicom" };

/** Returns the elements that every file needs, and others before them. */
const rawFile = (syntax: string, elements: readonly RawElement[], ...pixels: readonly Buffer[]) => {
  const uids = [newUid(), newUid(), newUid()] as const;
  const all: readonly RawElement[] = [
    ...elements,
    [0x00080018, "UI", uids[0]],
    [0x0020000d, "UI", uids[1]],
    [0x0020000e, "UI", uids[2]],
  ];
  return { studyUid: uids[1], file: part10(syntax, ...all.map((each) => rawElement(each)), ...pixels) };
};

describe("studies", () => {
  onEveryEngine((running) => {
    it("collect instances uploaded as raw bodies or forms, and are indexed in the background", async () => {
      const { openPartner, service } = running();
      const partner = await openPartner();
      const path = `/v1/customers/${await partner.newCustomer()}/studies`;
      const [studyUid, seriesUid] = [newUid(), newUid()];
      const first = dicomFile({ studyUid, seriesUid });
      const second = dicomFile({ studyUid, seriesUid });
      const uploaded = await partner.send("POST", path, first, raw);
      expect(uploaded.status).toBe(201);
      expect(uploaded.json.data).toEqual({
        isNew: true,
        instanceUid: expect.stringMatching(/^[\d.]+$/),
        study: {
          studyUid,
          description: "Thorax, low dose",
          modality: "CT",
          studyDate: "2026-03-01",
          createdAt: expect.any(String),
          indexedAt: null,
        },
      });
      expect((await partner.upload(path, second, "scan.dcm", "application/dicom")).status).toBe(201);

      while (await service.indexer.runOnce());
      const lens = (await partner.get(`${path}/${studyUid}/ai-lens`)).json.data;
      expect(lens).toEqual({
        studyUid,
        indexedAt: expect.any(String),
        modalities: ["CT"],
        bodyParts: ["CHEST"],
        series: [{ seriesUid, description: "Axial 1.0", modality: "CT", instances: 2 }],
        terms: ["1.0", "axial", "chest", "dose", "low", "thorax"],
      });
      expect((await partner.get(`${path}/${studyUid}`)).json.data.indexedAt).toBe(lens.indexedAt);
    });

    it.each([
      ["1.2.840.113619.2.55.3.604688119.971.467", "application/octet-stream"],
      ["I0000001.001", "application/octet-stream"],
      ["scan.jpg", "image/jpeg"],
      ["IM_0001", "text/plain"],
    ])("accept a file by its content, regardless of its name and declared type: %s", async (fileName, mediaType) => {
      const partner = await running().openPartner();
      const path = `/v1/customers/${await partner.newCustomer()}/studies`;
      expect((await partner.upload(path, dicomFile(), fileName, mediaType)).status).toBe(201);
    });

    it("store the same instance once, so a repeated upload uses no quota", async () => {
      const partner = await running().openPartner();
      const path = `/v1/customers/${await partner.newCustomer()}/studies`;
      const file = dicomFile();
      const replies = await Promise.all([1, 2, 3].map(() => partner.send("POST", path, file, raw)));
      expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
      expect((await partner.get("/v1/usage")).json.data).toMatchObject({ instances: 1, storedBytes: file.byteLength });
    });

    it.each([
      ["\\ISO 2022 IR 87", "\x1b$B;3ED\x1b(B CT", "山田 CT", "山田"],
      ["\\ISO 2022 IR 149", "\x1b$)C\xc8\xab\xb1\xe6\xb5\xbf", "홍길동", "홍길동"],
      ["ISO_IR 192", "Sch\xc3\xa4del", "Schädel", "schädel"],
      ["GB18030", "\xcd\xf5", "王", "王"],
    ])("have texts in the character set %s", async (characterSet, text, description, term) => {
      const { openPartner, service } = running();
      const partner = await openPartner();
      const path = `/v1/customers/${await partner.newCustomer()}/studies`;
      const { file, studyUid } = rawFile(syntaxes.explicitLittleEndian, [
        [0x00080005, "CS", characterSet],
        [0x00080020, "DA", "20269999"],
        [0x00081030, "LO", text],
        [0x0008103e, "LO", text],
      ]);
      const { study } = (await partner.send("POST", path, file, raw)).json.data;
      expect(study).toMatchObject({ studyUid, description, studyDate: null });
      while (await service.indexer.runOnce());
      const { series, terms } = (await partner.get(`${path}/${studyUid}/ai-lens`)).json.data;
      expect(series).toMatchObject([{ description }]);
      expect(terms).toContain(term);
    });

    it("are created from a file whose identifiers follow a value of 3 MiB", async () => {
      const partner = await running().openPartner();
      const { file, studyUid } = rawFile(syntaxes.explicitLittleEndian, [[0x00080001, "OB", Buffer.alloc(3 << 20)]]);
      const path = `/v1/customers/${await partner.newCustomer()}/studies`;
      const { status, json } = await partner.send("POST", path, file, raw);
      expect([status, json.data.study.studyUid]).toEqual([201, studyUid]);
    });

    const pixels = [openElement(0x7fe00010, "OB"), rawItem(0xfffee000), rawItem(0xfffee000, Buffer.alloc(5000, 7))];
    it.each([
      ["deflated", rawFile(syntaxes.deflated, []).file, "The file is deflated, which is not supported."],
      [
        "without the end of its encapsulated pixels",
        rawFile(syntaxes.jpeg, [], ...pixels).file,
        "The file ends in the middle of its pixel data.",
      ],
      [
        "cut within its pixels",
        rawFile(syntaxes.jpeg, [], ...pixels).file.subarray(0, -9),
        "The file ends in the middle of its pixel data.",
      ],
    ])("return the reason when a file is %s", async (_, file, message) => {
      const partner = await running().openPartner();
      const path = `/v1/customers/${await partner.newCustomer()}/studies`;
      const { status, json } = await partner.send("POST", path, file, raw);
      expect(status).toBe(400);
      expect(json.error.details).toEqual([{ field: "file", location: "body", code: "invalid", message }]);
    });

    it("are listed newest first, in pages without gaps or duplicates", async () => {
      const partner = await running().openPartner();
      const customerId = await partner.newCustomer();
      const uids = [];
      for (let index = 0; index < 5; index += 1) uids.unshift(await partner.newStudy(customerId));
      const listed: string[] = [];
      let query = "?limit=2";
      for (let pages = 0; query !== "" && pages < 4; pages += 1) {
        const { items, nextCursor } = (await partner.get(`/v1/customers/${customerId}/studies${query}`)).json.data;
        listed.push(...items.map((item: { studyUid: string }) => item.studyUid));
        query = nextCursor === null ? "" : `?limit=2&cursor=${nextCursor}`;
      }
      expect(listed).toHaveLength(5);
      expect(new Set(listed)).toEqual(new Set(uids));
    });

    it("stay unindexed while the job fails, and are indexed by the retry", async () => {
      const { openPartner, service, folder, advance } = running();
      const partner = await openPartner();
      const customerId = await partner.newCustomer();
      while (await service.indexer.runOnce());
      const studyUid = await partner.newStudy(customerId);
      const { rename, readdir, stat } = await import("node:fs/promises");
      const kept = `${folder}/imaging/kept`;
      const files = await Promise.all(
        (await readdir(kept)).map(async (name) => ({ name, at: (await stat(`${kept}/${name}`)).mtimeMs })),
      );
      const { name } = files.reduce((latest, file) => (file.at >= latest.at ? file : latest));
      await rename(`${kept}/${name}`, `${folder}/away`);
      expect(await service.indexer.runOnce()).toBe(true);
      expect(await service.indexer.runOnce()).toBe(false);
      await rename(`${folder}/away`, `${kept}/${name}`);
      advance(10_000);
      expect(await service.indexer.runOnce()).toBe(true);
      expect((await partner.get(`/v1/customers/${customerId}/studies/${studyUid}/ai-lens`)).status).toBe(200);
    });

    it("that cannot be indexed are shown to operators with the reason and the request, and can be retried", async () => {
      const { openPartner, service, advance } = running();
      const partner = await openPartner();
      const customerId = await partner.newCustomer();
      while (await service.indexer.runOnce());
      const { headers } = await partner.send("POST", `/v1/customers/${customerId}/studies`, dicomFile(), raw);
      const requestId = headers.get("x-request-id") ?? "";
      const { store } = service.backend;
      await store.sql`UPDATE imaging_index_jobs SET attempts = 8, last_error = 'Error: no such file'`;
      const { jobsOf, failedJobs, retryJob, queues } = service.consoleData ?? {};
      const [failed, ...others] = (await failedJobs?.()) ?? [];
      expect(others).toEqual([]);
      expect(failed).toMatchObject({ state: "failed", attempts: 8, reason: "Error: no such file", requestId });
      expect(await jobsOf?.(requestId)).toEqual([failed]);
      expect(await queues?.()).toEqual([{ queue: "imaging-index", waiting: 0, running: 0, failed: 1, oldestAt: null }]);
      const retry = () => retryJob?.("imaging-index", failed?.id ?? "");
      expect([await retry(), await retry()]).toEqual([true, false]);
      advance(1);
      expect(await service.indexer.runOnce()).toBe(true);
      expect(await jobsOf?.(requestId)).toEqual([]);
    });

    it("are indexed after the lease expires when a worker dies during the job", async () => {
      const { openPartner, service, advance } = running();
      const partner = await openPartner();
      const customerId = await partner.newCustomer();
      while (await service.indexer.runOnce());
      const studyUid = await partner.newStudy(customerId);
      // The state after a worker claimed the job and died.
      const { store, clock } = service.backend;
      await store.sql`UPDATE imaging_index_jobs SET run_at = ${clock() + 60_000}, attempts = 1`;
      expect(await service.indexer.runOnce()).toBe(false);
      advance(60_000);
      expect(await service.indexer.runOnce()).toBe(true);
      expect((await partner.get(`/v1/customers/${customerId}/studies/${studyUid}/ai-lens`)).status).toBe(200);
    });

    it("return 413 when the Content-Length of an instance exceeds the limit", async () => {
      const { openPartner, url } = running();
      const partner = await openPartner();
      const { request } = await import("node:http");
      const path = `${url}/v1/customers/${await partner.newCustomer()}/studies`;
      const status = await new Promise((resolve, reject) => {
        const headers = { ...raw, "Content-Length": 600 * 1024 * 1024, Authorization: `Bearer ${partner.key}` };
        const sent = request(path, { method: "POST", headers }, (response) => resolve(response.statusCode));
        sent.on("error", reject).flushHeaders();
      });
      expect(status).toBe(413);
    });

    it("can be deleted with their instances, reports and files, which returns the bytes to the quota", async () => {
      const { partner, customerId, studyUid, path } = await running().openStudy();
      const study = `/v1/customers/${customerId}/studies/${studyUid}`;
      const { data: report } = (await partner.upload(path, "no finding", "a.txt", "text/plain")).json;
      const key = { "Idempotency-Key": "report-of-a-deleted-study" };
      const repeat = () => partner.upload(path, "again", "b.txt", "text/plain", key);
      expect((await repeat()).status).toBe(201);
      const { storedBytes, instances } = (await partner.get("/v1/usage")).json.data;
      const deleted = await partner.delete(study);
      expect(deleted.json.data).toEqual({ studyUid, instances, reports: 2, freedBytes: storedBytes });
      expect((await partner.get("/v1/usage")).json.data).toMatchObject({ studies: 0, reports: 0, storedBytes: 0 });
      const { storage, store } = running().service.backend;
      expect((await storage.usage(store.sql, customerId)).usedBytes).toBe(0);
      const { readdir } = await import("node:fs/promises");
      expect(await readdir(`${running().folder}/imaging/kept`)).not.toContain(report.id);
      expect((await partner.get(study)).json.error.code).toBe("STUDY_NOT_FOUND");
      expect((await partner.get(`/v1/customers/${customerId}/reports/${report.id}`)).json.error.code).toBe(
        "REPORT_NOT_FOUND",
      );
      expect((await repeat()).text).not.toContain("b.txt");
      expect((await partner.delete(study)).status).toBe(404);
      const again = await partner.newStudy(customerId, studyUid);
      expect(again).toBe(studyUid);
    });

    it("list their instances, newest first", async () => {
      const partner = await running().openPartner();
      const path = `/v1/customers/${await partner.newCustomer()}/studies`;
      const [studyUid, seriesUid] = [newUid(), newUid()];
      const uids = [newUid(), newUid(), newUid()];
      for (const instanceUid of uids)
        await partner.send("POST", path, dicomFile({ studyUid, seriesUid, instanceUid }), raw);
      const page = (await partner.get(`${path}/${studyUid}/instances?limit=2`)).json.data;
      expect(page.items).toMatchObject([
        { instanceUid: uids[2], seriesUid, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
        { instanceUid: uids[1] },
      ]);
      const rest = (await partner.get(`${path}/${studyUid}/instances?cursor=${page.nextCursor}`)).json.data;
      expect(rest).toMatchObject({ items: [{ instanceUid: uids[0] }], nextCursor: null });
    });

    it("are deleted by partners only", async () => {
      const { partner, customerId, studyUid } = await running().openStudy();
      const { token } = (await partner.post(`/v1/customers/${customerId}/users`, { name: "Uma" })).json.data;
      const user = running().client(token);
      expect((await user.delete(`/v1/customers/${customerId}/studies/${studyUid}`)).status).toBe(401);
      expect((await partner.get(`/v1/customers/${customerId}/studies/${studyUid}`)).status).toBe(200);
    });
  });
});
