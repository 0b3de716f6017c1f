import { rm } from "node:fs/promises";
import { audit } from "errata/store";
import { describe, expect, it } from "vitest";
import { dicomFile } from "../testing/dicom-file.ts";
import type { HttpClient, Reply } from "../testing/http-client.ts";
import { onEveryEngine, type RunningImaging, type TestPartner } from "../testing/running-imaging.ts";
import { keyIsHeld, slowBody } from "../testing/slow-body.ts";
import { imaging } from "./contract.ts";
import { readUsage } from "./partners/usage.ts";

/** Causes each code once, in the prepared scene. */
const causes: Record<(typeof imaging.codes)[number], (scene: Scene) => Promise<Reply>> = {
  UNAUTHENTICATED: ({ running }) => running.client().post("/v1/customers", ada),
  INVALID_API_KEY: ({ running }) => running.client("img_live_wrong").post("/v1/customers", ada),
  TRIAL_EXPIRED: ({ trial }) => trial.post("/v1/customers", ada),
  CANNOT_SELL: ({ developer }) => developer.post("/v1/customers", ada),
  VALIDATION_FAILED: ({ partner }) => partner.post("/v1/customers", { ...ada, email: "nobody" }),
  INSUFFICIENT_CREDITS: ({ partner }) => partner.post("/v1/customers", { ...ada, planId: "clinic" }),
  CUSTOMER_NOT_FOUND: ({ partner }) => partner.post("/v1/customers/cus_0/suspend"),
  CUSTOMER_EXISTS: ({ partner }) => partner.post("/v1/customers", { ...ada, email: "taken@example.com" }),
  INVALID_PLAN: ({ partner }) => partner.post("/v1/customers", { ...ada, planId: "gold" }),
  PLAN_NOT_ENABLED: ({ partner }) => partner.post("/v1/customers", { ...ada, planId: "professional" }),
  FORBIDDEN: ({ partner, path, ofUser }) => partner.delete(`${path}/reports/${ofUser}`),
  STUDY_NOT_FOUND: ({ partner, path }) =>
    partner.upload(`${path}/studies/1.2.3/reports`, "text", "a.txt", "text/plain"),
  INSTANCE_CONFLICT: ({ partner, path, scan }) => partner.send("POST", `${path}/studies`, scan.with(-1, 0), dicom),
  STORAGE_FULL: ({ partner, path }) =>
    partner.send("POST", `${path}/studies`, dicomFile({ pixelBytes: 1_000_000 }), dicom),
  FILE_TOO_LARGE: ({ large, largePath }) =>
    large.upload(largePath, new Uint8Array(26 * 1024 * 1024), "a.txt", "text/plain"),
  INVALID_REPORT_TYPE: ({ partner, reports }) => partner.upload(reports, "text", "a.pdf", "application/pdf"),
  REPORT_NOT_FOUND: ({ partner, path }) => partner.delete(`${path}/reports/rep_0`),
  PRECONDITION_FAILED: ({ partner, path, ofUser }) =>
    partner.get(`${path}/reports/${ofUser}/content`, { "If-Match": '"other"' }),
  RANGE_NOT_SATISFIABLE: ({ partner, path, ofUser }) =>
    partner.get(`${path}/reports/${ofUser}/content`, { Range: "bytes=999999999-" }),
  IDEMPOTENCY_KEY_REUSED: ({ partner, path }) =>
    partner.send("POST", `${path}/studies`, dicomFile(), { ...dicom, "Idempotency-Key": "used" }),
  REQUEST_IN_PROGRESS: async ({ running, partner, path, scan }) => {
    let end = (): void => undefined;
    const body = slowBody(scan, new Promise<void>((resolve) => (end = resolve)));
    const send = (content: BodyInit) =>
      partner.send("POST", `${path}/studies`, content, { ...dicom, "Idempotency-Key": "held" });
    const first = send(body);
    await keyIsHeld(running.service.backend.store, "held");
    const reply = await send(scan);
    end();
    // The study already has the instance.
    expect((await first).status).toBe(200);
    return reply;
  },
  KEY_NOT_FOUND: ({ partner }) => partner.post("/v1/keys/key_0/rotate"),
  USER_NOT_FOUND: ({ partner, path }) => partner.delete(`${path}/users/usr_0`),
  async KEY_ALREADY_ROTATED({ partner }) {
    const { id } = (await partner.post("/v1/keys", {})).json.data;
    await partner.post(`/v1/keys/${id}/rotate`);
    return await partner.post(`/v1/keys/${id}/rotate`);
  },
  async KEY_INACTIVE({ partner }) {
    const { id } = (await partner.post("/v1/keys", {})).json.data;
    await partner.delete(`/v1/keys/${id}`);
    return await partner.post(`/v1/keys/${id}/rotate`);
  },
  INTERNAL_ERROR: ({ partner, path, lost }) => partner.get(`${path}/reports/${lost}/content`),
  RATE_LIMITED: async ({ developer }) => {
    let reply = await developer.get("/v1/partner");
    while (reply.status === 200) reply = await developer.get("/v1/partner");
    return reply;
  },
};

const dicom = { "Content-Type": "application/dicom" };
const ada = { name: "Ada", email: "ada@example.com", planId: "starter" };

interface Scene {
  readonly running: RunningImaging;
  readonly partner: TestPartner;
  readonly trial: TestPartner;
  readonly developer: TestPartner;
  /** A partner whose customer has enough quota for a file that is too large. */
  readonly large: TestPartner;
  readonly largePath: string;
  /** Path of the customer. */
  readonly path: string;
  /** Path of the reports of its study. */
  readonly reports: string;
  /** Id of a report that the customer's user uploaded. */
  readonly ofUser: string;
  /** A stored instance. */
  readonly scan: Uint8Array<ArrayBuffer>;
  /** Id of a report whose file is missing. */
  readonly lost: string;
}

async function setScene(running: RunningImaging): Promise<Scene> {
  const { openPartner, client, service, folder } = running;
  const plans = [
    { id: "pocket", retailPrice: 9 },
    { id: "starter", retailPrice: 9 },
    { id: "professional" },
    { id: "clinic", retailPrice: 9 },
  ];
  const partner = await openPartner({ credits: 200, plans });
  const trial = await openPartner({ trialEndsAt: service.backend.clock() - 1 });
  const developer = await openPartner({ tier: "developer" });
  const large = await openPartner();
  const path = `/v1/customers/${await partner.newCustomer({ planId: "pocket", email: "taken@example.com" })}`;
  const reports = await studyWithReports(running, partner, path.slice("/v1/customers/".length));
  const largePath = await studyWithReports(running, large, await large.newCustomer());
  const user: HttpClient = client((await partner.post(`${path}/users`, { name: "Uma" })).json.data.token);
  const ofUser = (await user.upload(reports, "text", "a.txt", "text/plain")).json.data.id;
  const scan = dicomFile();
  await partner.send("POST", `${path}/studies`, scan, { ...dicom, "Idempotency-Key": "used" });
  const lost = (await partner.upload(reports, "text", "b.txt", "text/plain")).json.data.id;
  await rm(`${folder}/imaging/kept/${lost}`);
  return { running, partner, trial, developer, large, largePath, path, reports, ofUser, scan, lost };
}

async function studyWithReports(
  { service }: RunningImaging,
  partner: TestPartner,
  customerId: string,
): Promise<string> {
  const studyUid = await partner.newStudy(customerId);
  await service.indexer.runOnce();
  return `/v1/customers/${customerId}/studies/${studyUid}/reports`;
}

/** Reads everything that costs money: balances, ledgers, quotas and stored bytes of every partner. */
async function costsOf({ running: { service }, ...scene }: Scene): Promise<unknown> {
  const { store, creditLedger, storage } = service.backend;
  const partners = [scene.partner, scene.trial, scene.developer, scene.large];
  const customers = await store.sql<{ id: string }>`SELECT id FROM imaging_customers ORDER BY id`;
  return {
    credits: await Promise.all(partners.map(({ id }) => creditLedger.read(store.sql, id))),
    ledger: await Promise.all(partners.map(({ id }) => creditLedger.history(store.sql, id))),
    quota: await Promise.all(customers.map(({ id }) => storage.usage(store.sql, id))),
    usage: await Promise.all(partners.map(({ id }) => readUsage(service.backend, { id } as never))),
    violations: await audit(store.sql),
  };
}

describe("failed requests cost nothing", () => {
  onEveryEngine((running) => {
    it("leaves every balance, ledger and quota unchanged after each code", async () => {
      expect(Object.keys(causes).sort()).toEqual([...imaging.codes].sort());
      const scene = await setScene(running());
      const before = await costsOf(scene);
      for (const [code, cause] of Object.entries(causes)) {
        const reply = await cause(scene);
        expect(reply.json.error.code).toBe(code);
        expect(await costsOf(scene), code).toEqual(before);
      }
    });

    it("creates as many of 60 simultaneous customers as the balance pays for, and charges exactly those", async () => {
      const partner = await running().openPartner({ credits: 1_000 });
      const create = (index: number) =>
        partner.post("/v1/customers", { ...ada, email: `a${index}@example.com`, aiLensMedical: index % 2 === 0 });
      const replies = await Promise.all(Array.from({ length: 60 }, (_, index) => create(index)));
      const created = replies.filter(({ status }) => status === 201).map(({ json }) => json.data);
      const rejected = replies.filter(({ status }) => status !== 201);
      expect(rejected.every(({ json }) => json.error.code === "INSUFFICIENT_CREDITS")).toBe(true);
      // 40 credits each, 55 with AI Lens. The rest must be too small for the most expensive request.
      const spent = created.reduce((sum, { aiLensMedical }) => sum + (aiLensMedical ? 55 : 40), 0);
      const { available } = (await partner.get("/v1/credits")).json.data;
      expect(available).toBe(1_000 - spent);
      expect(available).toBeGreaterThanOrEqual(0);
      expect(available).toBeLessThan(55);
      const { customers } = (await partner.get("/v1/usage")).json.data;
      expect(customers.active).toBe(created.length);
      expect(await audit(running().service.backend.store.sql)).toEqual([]);
    });

    it("creates exactly 25 of 50 simultaneous customers when the balance pays for 25", async () => {
      const partner = await running().openPartner({ credits: 1_039.99 });
      const replies = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          partner.post("/v1/customers", { ...ada, email: `b${index}@example.com` }),
        ),
      );
      expect(replies.filter(({ status }) => status === 201)).toHaveLength(25);
      expect((await partner.get("/v1/credits")).json.data.available).toBe(39.99);
    });
  });
});
