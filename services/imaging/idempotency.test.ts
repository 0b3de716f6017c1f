import { readdir } from "node:fs/promises";
import { audit } from "errata/store";
import { describe, expect, it } from "vitest";
import { dicomFile } from "../testing/dicom-file.ts";
import { type KeyedRequest, keyedSuite } from "../testing/keyed-suite.ts";
import { onEveryEngine, type RunningImaging, type TestPartner } from "../testing/running-imaging.ts";
import { keyIsHeld, slowBody } from "../testing/slow-body.ts";
import { imaging } from "./contract.ts";

const ada = { name: "Ada", email: "ada@example.com", planId: "starter" };
const dicom = { "Content-Type": "application/dicom" };
const key = (value: string) => ({ "Idempotency-Key": value });

/** Counts the rows of a partner. Each customer costs 40 credits, and each file is stored and counted once. */
async function used({ service, folder }: RunningImaging, { id }: TestPartner): Promise<number> {
  const { store, creditLedger } = service.backend;
  const count = async (query: Promise<{ n: number }[]>): Promise<number> => (await query)[0]?.n ?? Number.NaN;
  const { sql } = store;
  const customers = await count(sql`SELECT COUNT(*) AS n FROM imaging_customers WHERE partner_id = ${id}`);
  const files = await count(sql`
    SELECT (SELECT COUNT(*) FROM imaging_instances) + (SELECT COUNT(*) FROM imaging_reports) AS n`);
  const keys = await count(sql`SELECT COUNT(*) AS n FROM errata_keys WHERE tenant = ${id}`);
  expect((await creditLedger.read(sql, id)).available).toBe(100_000 - 4_000 * customers);
  expect(await readdir(`${folder}/imaging/kept`)).toHaveLength(files);
  expect(await audit(sql)).toEqual([]);
  return customers + files + keys;
}

async function prepare(
  running: RunningImaging,
  send: (
    partner: TestPartner,
    path: string,
    isOther: boolean,
    headers: Record<string, string>,
  ) => ReturnType<TestPartner["get"]>,
): Promise<KeyedRequest & { readonly partner: TestPartner; readonly path: string }> {
  const partner = await running.openPartner();
  const path = `/v1/customers/${await partner.newCustomer({ planId: "starter" })}`;
  return {
    ...{ partner, path },
    send: (headers) => send(partner, path, false, headers),
    sendOther: (headers) => send(partner, path, true, headers),
    count: () => used(running, partner),
  };
}

const newStudy = (running: RunningImaging) => {
  const [scan, other] = [dicomFile(), dicomFile()];
  return prepare(running, (partner, path, isOther, headers) =>
    partner.send("POST", `${path}/studies`, isOther ? other : scan, { ...dicom, ...headers }),
  );
};

async function newReport(running: RunningImaging) {
  let studyUid = "";
  const request = await prepare(running, (partner, path, isOther, headers) =>
    partner.upload(
      `${path}/studies/${studyUid}/reports`,
      isOther ? "other" : "text",
      "Eve Poe.txt",
      "text/plain",
      headers,
    ),
  );
  studyUid = await request.partner.newStudy(request.path.slice("/v1/customers/".length));
  while (await running.service.indexer.runOnce());
  return { ...request, reports: `${request.path}/studies/${studyUid}/reports` };
}

keyedSuite(
  imaging,
  onEveryEngine,
  {
    "POST /v1/customers": (running) =>
      prepare(running, (partner, _, isOther, headers) =>
        partner.post("/v1/customers", isOther ? { ...ada, email: "ben@example.com" } : ada, headers),
      ),
    "POST /v1/keys": async (running) => ({
      ...(await prepare(running, (partner, _, isOther, headers) =>
        partner.post("/v1/keys", { mode: isOther ? "test" : "live" }, headers),
      )),
      secret: ["data", "key"],
    }),
    "POST /v1/customers/{customerId}/users/{userId}/tokens": async (running) => {
      let userId = "";
      const request = await prepare(running, (partner, path, isOther, headers) =>
        partner.post(`${path}/users/${userId}/tokens`, { expiresInDays: isOther ? 2 : 1 }, headers),
      );
      userId = (await request.partner.post(`${request.path}/users`, { name: "Uma" })).json.data.id;
      return { ...request, secret: ["data", "token"] };
    },
    "POST /v1/customers/{customerId}/users": async (running) => ({
      ...(await prepare(running, (partner, path, isOther, headers) =>
        partner.post(`${path}/users`, { name: isOther ? "Ben" : "Uma" }, headers),
      )),
      secret: ["data", "token"],
    }),
    "POST /v1/customers/{customerId}/studies": newStudy,
    "POST /v1/customers/{customerId}/studies/{studyUid}/reports": newReport,
  },
  { malformed: "VALIDATION_FAILED", reused: "IDEMPOTENCY_KEY_REUSED", inProgress: "REQUEST_IN_PROGRESS" },
);

describe("an Idempotency-Key", () => {
  onEveryEngine((running) => {
    it("can be used again after a rejected request, by another partner, and by a user", async () => {
      const { openPartner, client } = running();
      const [partner, other] = [await openPartner({ credits: 50 }), await openPartner()];
      const create = (who: TestPartner, body: object) => who.post("/v1/customers", body, key("k"));
      expect((await create(partner, { ...ada, planId: "clinic" })).json.error.code).toBe("INSUFFICIENT_CREDITS");
      expect((await create(partner, ada)).status).toBe(201);
      expect((await create(other, { ...ada, name: "Ben" })).status).toBe(201);
      const { send, partner: third, path, reports } = await newReport(running());
      const { token } = (await third.post(`${path}/users`, { name: "Uma" })).json.data;
      expect((await send(key("k"))).json.data.uploadedBy).toBe("partner");
      const byUser = await client(token).upload(reports, "text", "Eve Poe.txt", "text/plain", key("k"));
      expect([byUser.status, byUser.json.data.uploadedBy]).toEqual([201, "user"]);
    });

    it("compares the name, the type and the content of a file, but not the form around it", async () => {
      const { partner, reports } = await newReport(running());
      const form = (boundary: string, name: string, text: string) =>
        partner.send(
          "POST",
          reports,
          `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n${text}\r\n--${boundary}--\r\n`,
          { "Content-Type": `multipart/form-data; boundary=${boundary}`, ...key("form") },
        );
      const first = await form("X", "a.txt", "text");
      expect([first.status, (await form("YY", "a.txt", "text")).text]).toEqual([201, first.text]);
      for (const other of [form("X", "b.txt", "text"), form("X", "a.txt", "Text")])
        expect((await other).json.error.code).toBe("IDEMPOTENCY_KEY_REUSED");
    });

    it("returns the first response although the storage has become full", async () => {
      const partner = await running().openPartner();
      const path = `/v1/customers/${await partner.newCustomer({ planId: "pocket" })}/studies`;
      const scan = dicomFile({ pixelBytes: 700_000 });
      const send = (content: Uint8Array<ArrayBuffer>) => partner.send("POST", path, content, { ...dicom, ...key("k") });
      const first = await send(scan);
      expect((await partner.send("POST", path, dicomFile({ pixelBytes: 700_000 }), dicom)).status).toBe(402);
      expect([first.status, (await send(scan)).text]).toEqual([201, first.text]);
    });

    it("is free again when the first upload is cut off, and nothing of it remains", async () => {
      const { send, count, partner, path } = await newStudy(running());
      const before = await count();
      let cut = (_: Error): void => undefined;
      const never = new Promise((_, reject) => (cut = reject));
      never.catch(() => undefined);
      const first = partner.send("POST", `${path}/studies`, slowBody(dicomFile(), never), { ...dicom, ...key("cut") });
      const ended = expect(first).rejects.toThrow();
      await keyIsHeld(running().service.backend.store, "cut");
      expect((await send(key("cut"))).json.error.code).toBe("REQUEST_IN_PROGRESS");
      cut(new Error("cut off"));
      await ended;
      await expect.poll(async () => (await send(key("cut"))).status, { timeout: 10_000 }).toBe(201);
      expect(await count()).toBe(before + 1);
    });

    it("leads to REPORT_NOT_FOUND after the report was deleted, and nothing about the report is stored any more", async () => {
      const { send, partner, path } = await newReport(running());
      const { id } = (await send(key("deleted"))).json.data;
      expect(await storedTexts(running())).toContain("Eve Poe");
      await partner.delete(`${path}/reports/${id}`);
      expect(await storedTexts(running())).not.toContain("Eve Poe");
      const again = await send(key("deleted"));
      expect([again.status, again.json.error.code]).toEqual([404, "REPORT_NOT_FOUND"]);
    });

    it("leads to FORBIDDEN after the customer was deleted, and no response to an upload is stored any more", async () => {
      const { send, partner, path, reports } = await newReport(running());
      const { token } = (await partner.post(`${path}/users`, { name: "Uma" })).json.data;
      await send(key("partner"));
      await running().client(token).upload(reports, "text", "Eve Poe.txt", "text/plain", key("user"));
      expect((await storedTexts(running())).match(/Eve Poe/g)).toHaveLength(2);
      await partner.delete(path);
      expect(await storedTexts(running())).not.toContain("Eve Poe");
      expect((await send(key("partner"))).json.error.details).toEqual({ reason: "customer_deleted" });
    });

    it("leads to STUDY_NOT_FOUND after the study was deleted, and nothing about the study is stored any more", async () => {
      const { send, partner, path } = await newStudy(running());
      const { studyUid } = (await send(key("deleted"))).json.data.study;
      expect(await storedTexts(running())).toContain(studyUid);
      expect((await partner.delete(`${path}/studies/${studyUid}`)).status).toBe(200);
      expect(await storedTexts(running())).not.toContain(studyUid);
      const again = await send(key("deleted"));
      expect([again.status, again.json.error.code]).toEqual([404, "STUDY_NOT_FOUND"]);
      expect((await send({})).status).toBe(201);
    });

    it("leads to CUSTOMER_NOT_FOUND after the customer was deleted, whose address can be used again", async () => {
      const partner = await running().openPartner();
      const create = (headers?: Record<string, string>) => partner.post("/v1/customers", ada, headers);
      const { id } = (await create(key("customer"))).json.data;
      await partner.post(`/v1/customers/${id}/users`, { name: "Uma Roe" }, key("uma"));
      expect(await storedTexts(running())).toMatch(/ada@example\.com.*Uma Roe/);
      await partner.delete(`/v1/customers/${id}`);
      expect(await storedTexts(running())).not.toMatch(/ada@example\.com|Uma Roe/);
      const again = await create(key("customer"));
      expect([again.status, again.json.error.code]).toEqual([404, "CUSTOMER_NOT_FOUND"]);
      expect((await create()).status).toBe(201);
    });
  });
});

/** Returns the records of the keys of the tests about deletion. */
async function storedTexts({ service }: RunningImaging): Promise<string> {
  const { sql } = service.backend.store;
  return JSON.stringify(
    await sql`
      SELECT * FROM errata_idempotency WHERE idempotency_key IN ('deleted', 'partner', 'user', 'customer', 'uma')
      ORDER BY idempotency_key`,
  );
}
