import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { reportFiles } from "../../testing/report-files.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

describe("reports", () => {
  onEveryEngine((running) => {
    it("are downloaded byte for byte, as attachments that browsers do not open", async () => {
      const { partner, customerId, studyUid, path } = await running().openStudy();
      const { content, mediaType } = reportFiles.pdf;
      const created = await partner.upload(path, content, "../Befund Größe\r\n.pdf", mediaType);
      expect(created.status).toBe(201);
      const { data } = created.json;
      const sha256 = createHash("sha256").update(content).digest("hex");
      expect(data).toMatchObject({ studyUid, mediaType, bytes: content.byteLength, sha256, uploadedBy: "partner" });
      const reportPath = `/v1/customers/${customerId}/reports/${data.id}`;
      expect((await partner.get(reportPath)).json.data).toEqual(data);

      const download = await fetch(`${running().url}${reportPath}/content`, {
        headers: { Authorization: `Bearer ${partner.key}` },
      });
      expect(new Uint8Array(await download.arrayBuffer())).toEqual(content);
      expect(download.headers.get("content-type")).toBe("application/pdf");
      expect(download.headers.get("x-content-type-options")).toBe("nosniff");
      const disposition = download.headers.get("content-disposition") ?? "";
      expect(disposition).toMatch(/^attachment; filename="[^"/\\]+\.pdf"; filename\*=UTF-8''[\w%.-]+\.pdf$/);
      expect(decodeURIComponent(disposition)).toContain("Größe");
    });

    it.each([
      ["bytes=0-3", 206, "%PDF", "bytes 0-3/"],
      ["bytes=-6", 206, "%%EOF\n", undefined],
      ["bytes=1-0", 200, undefined, undefined],
      ["bytes=999999-", 416, undefined, "bytes */"],
      ["lines=1-2", 200, undefined, undefined],
    ])("return for the range %s the status %i", async (range, status, text, contentRange) => {
      const { partner, customerId, path } = await running().openStudy();
      const { id, bytes } = (await partner.upload(path, reportFiles.pdf.content, "a.pdf", "application/pdf")).json.data;
      const reply = await partner.get(`/v1/customers/${customerId}/reports/${id}/content`, { Range: range });
      expect(reply.status).toBe(status);
      if (text !== undefined) expect(reply.text).toBe(text);
      if (contentRange !== undefined) expect(reply.headers.get("content-range")).toBe(`${contentRange}${bytes}`);
    });

    it.each(Object.values(reportFiles))("can be uploaded in a part without a type: $fileName", async (file) => {
      const { partner, path } = await running().openStudy();
      const head = `--X\r\nContent-Disposition: form-data; name="file"; filename="${file.fileName}"\r\n\r\n`;
      const reply = await partner.sendForm(path, [head, file.content, "\r\n--X--\r\n"]);
      expect(reply.json.data).toMatchObject({ fileName: file.fileName, mediaType: file.mediaType });
    });

    it("are listed by study, and deleting one removes its file and returns its bytes to the quota", async () => {
      const { partner, customerId, path } = await running().openStudy();
      const before = (await partner.get("/v1/usage")).json.data;
      const { id } = (await partner.upload(path, "no finding", "a.txt", "text/plain")).json.data;
      expect((await partner.get(path)).json.data.items).toMatchObject([
        { id, fileName: "a.txt", mediaType: "text/plain" },
      ]);
      expect((await partner.get("/v1/usage")).json.data.storedBytes).toBe(before.storedBytes + 10);
      const deleted = await partner.delete(`/v1/customers/${customerId}/reports/${id}`);
      expect(deleted.json.data).toEqual({ id, deleted: true, freedBytes: 10 });
      expect((await partner.get("/v1/usage")).json.data).toEqual(before);
      const { storage, store } = running().service.backend;
      expect((await storage.usage(store.sql, customerId)).usedBytes).toBe(before.storedBytes);
      const { readdir } = await import("node:fs/promises");
      expect(await readdir(`${running().folder}/imaging/kept`)).not.toContain(id);
    });

    it("are listed by customer, with filters and a stable cursor", async () => {
      const { partner, customerId, studyUid, path } = await running().openStudy();
      const { token } = (await partner.post(`/v1/customers/${customerId}/users`, { name: "Uma" })).json.data;
      const ids: string[] = [];
      for (const client of [partner, running().client(token), partner]) {
        ids.unshift((await client.upload(path, "no finding", "a.txt", "text/plain")).json.data.id);
      }
      const list = async (query: string) =>
        (await partner.get(`/v1/customers/${customerId}/reports${query}`)).json.data;
      const idsOf = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id);
      const first = await list("?limit=2");
      expect(idsOf(first)).toEqual(ids.slice(0, 2));
      await partner.upload(path, "later", "b.txt", "text/plain");
      expect(idsOf(await list(`?limit=2&cursor=${first.nextCursor}`))).toEqual(ids.slice(2));
      expect(idsOf(await list("?uploadedBy=user"))).toEqual([ids[1]]);
      expect(idsOf(await list(`?studyUid=${studyUid}&uploadedBy=partner`))).toHaveLength(3);
      expect(idsOf(await list("?studyUid=1.2.3"))).toEqual([]);
      expect((await partner.get(`/v1/customers/${customerId}/reports?uploadedBy=nobody`)).status).toBe(400);
    });

    it("can be deleted once: of three simultaneous requests, one returns 200 and two return 404", async () => {
      const { partner, customerId, path } = await running().openStudy();
      const { id } = (await partner.upload(path, "no finding", "a.txt", "text/plain")).json.data;
      const deletions = await Promise.all(
        [1, 2, 3].map(() => partner.delete(`/v1/customers/${customerId}/reports/${id}`)),
      );
      expect(deletions.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
    });

    it("leave no file and no reserved quota when the client aborts the upload", async () => {
      const { partner, customerId, path } = await running().openStudy();
      const { backend } = running().service;
      const { request } = await import("node:http");
      const reserved = async (): Promise<number> =>
        (await backend.storage.usage(backend.store.sql, customerId)).reservedBytes;
      await new Promise<void>((resolve, reject) => {
        const boundary = "x".repeat(20);
        const sent = request(`${running().url}${path}`, {
          method: "POST",
          headers: {
            Authorization: `Bearer ${partner.key}`,
            "Content-Type": `multipart/form-data; boundary=${boundary}`,
            "Content-Length": 1_000_000,
          },
        });
        sent.on("error", () => resolve());
        sent.write(
          `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n${"a".repeat(200_000)}`,
        );
        // Aborts once the upload has reserved its space.
        expect
          .poll(reserved, { interval: 5 })
          .toBeGreaterThan(0)
          .then(() => sent.destroy(), reject);
      });
      await expect
        .poll(async () => {
          const moves = await backend.store.sql`SELECT file_id FROM files_moves`;
          return { reservedBytes: await reserved(), moves };
        })
        .toEqual({ reservedBytes: 0, moves: [] });
      const { readdir } = await import("node:fs/promises");
      expect(await readdir(`${running().folder}/imaging/incoming`)).toEqual([]);
      expect((await partner.get(path)).json.data.items).toEqual([]);
    });
  });
});
