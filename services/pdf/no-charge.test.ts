import { readdir, writeFile } from "node:fs/promises";
import { audit } from "errata/store";
import { describe, expect, it } from "vitest";
import { eachEngine } from "../testing/each-engine.ts";
import { holdingPool } from "../testing/holding-pool.ts";
import type { Reply } from "../testing/http-client.ts";
import { invoice, type RunningPdf, renderPool, startPdf, type TestWorkspace } from "../testing/running-pdf.ts";
import { pdf } from "./contract.ts";
import { workspaceKeys } from "./credentials/caller.ts";

const { pool, holdNext } = holdingPool(renderPool);
const onEveryEngine = eachEngine((engine) => startPdf(engine, { renderPool: pool }));

/** Everything that the causes use. */
interface Scene {
  readonly running: RunningPdf;
  readonly workspace: TestWorkspace;
  readonly poor: TestWorkspace;
  readonly overdue: TestWorkspace;
  readonly free: TestWorkspace;
  readonly viewer: TestWorkspace;
  readonly designId: string;
  /** A design whose stored page description is damaged. */
  readonly damagedDesign: string;
  /** A document whose object is damaged. */
  readonly damagedPdf: string;
  /** A job that does not run. */
  readonly pendingJob: string;
  /** A document that can be downloaded. */
  readonly intactPdf: string;
  readonly expiredKey: string;
  readonly expiredToken: string;
}

/** Causes each code, on an operation that charges if possible. The tests of DATABASE_ERROR cause it themselves. */
const causes: Readonly<Record<string, (scene: Scene) => Promise<Reply>>> = {
  VALIDATION_ERROR: ({ workspace, designId }) => workspace.newPdf(designId, { ...invoice, number: 7 }),
  INVALID_INPUT: ({ workspace, designId }) => workspace.newPdf(designId, { ...invoice, number: "" }),
  MISSING_REQUIRED_FIELD: ({ workspace, designId }) => workspace.newPdf(designId, {}),
  UNAUTHORIZED: ({ running }) => running.client().post("/v1/pdfs", {}),
  INVALID_API_KEY: ({ running }) => running.client(workspaceKeys.mint()).post("/v1/pdfs", {}),
  API_KEY_EXPIRED: ({ running, expiredKey }) => running.client(expiredKey).post("/v1/pdfs", {}),
  INVALID_TOKEN: ({ running }) => running.client("a.b.c").post("/v1/pdfs", {}),
  TOKEN_EXPIRED: ({ running, expiredToken }) => running.client(expiredToken).post("/v1/pdfs", {}),
  PAYMENT_REQUIRED: ({ overdue }) => overdue.newPdf("dsn_0"),
  INSUFFICIENT_CREDITS: async ({ poor }) => {
    const { items } = (await poor.get("/v1/designs")).json.data;
    return await poor.newPdf(items[0].id);
  },
  FORBIDDEN: ({ viewer }) => viewer.newPdf("dsn_0"),
  INSUFFICIENT_PERMISSIONS: ({ free }) => free.newPdf("dsn_0"),
  NOT_FOUND: ({ workspace }) => workspace.get("/v1/jobs/job_0/documents/0"),
  DESIGN_NOT_FOUND: ({ workspace }) => workspace.newPdf("dsn_0"),
  PDF_NOT_FOUND: ({ workspace }) => workspace.get("/v1/pdfs/doc_0/content"),
  PRECONDITION_FAILED: ({ workspace, intactPdf }) =>
    workspace.get(`/v1/pdfs/${intactPdf}/content`, { "If-Match": '"other"' }),
  JOB_NOT_FINISHED: ({ workspace, pendingJob }) => workspace.get(`/v1/jobs/${pendingJob}/archive`),
  RANGE_NOT_SATISFIABLE: ({ workspace, intactPdf }) =>
    workspace.get(`/v1/pdfs/${intactPdf}/content`, { Range: "bytes=999999999-" }),
  ALREADY_EXISTS: async ({ workspace, designId }) => {
    const { name, page, variables } = (await workspace.get(`/v1/designs/${designId}`)).json.data;
    return await workspace.post("/v1/designs", { name, page, variables });
  },
  DUPLICATE_ENTRY: async ({ workspace, designId }) => {
    const { externalId, page, variables } = (await workspace.get(`/v1/designs/${designId}`)).json.data;
    return await workspace.post("/v1/designs", { name: "Another", externalId, page, variables });
  },
  async KEY_ALREADY_ROTATED({ workspace }) {
    const { id } = (await workspace.post("/v1/api-keys", { role: "viewer" })).json.data;
    await workspace.post(`/v1/api-keys/${id}/rotate`);
    return await workspace.post(`/v1/api-keys/${id}/rotate`);
  },
  async KEY_INACTIVE({ workspace }) {
    const { id } = (await workspace.post("/v1/api-keys", { role: "viewer" })).json.data;
    await workspace.delete(`/v1/api-keys/${id}`);
    return await workspace.post(`/v1/api-keys/${id}/rotate`);
  },
  INTERNAL_ERROR: ({ workspace, damagedDesign }) => workspace.newPdf(damagedDesign),
  IDEMPOTENCY_KEY_REUSED: ({ workspace, designId }) =>
    workspace.post("/v1/pdfs", { designId, variables: { ...invoice, number: "R-2" } }, { "Idempotency-Key": "used" }),
  REQUEST_IN_PROGRESS: async ({ workspace }) => {
    // The first request creates nothing either, because its externalId is taken.
    const design = { name: "Held", page: { blocks: [{ type: "qr", value: "x" }] }, variables: { type: "object" } };
    const send = () => workspace.post("/v1/designs", { ...design, externalId: "erp-1" }, { "Idempotency-Key": "held" });
    let end = (): void => undefined;
    const held = holdNext(new Promise<void>((resolve) => (end = resolve)));
    const first = send();
    await held;
    const reply = await send();
    end();
    expect((await first).json.error.code).toBe("DUPLICATE_ENTRY");
    return reply;
  },
  RATE_LIMITED: async ({ viewer }) => {
    let reply = await viewer.get("/v1/workspace");
    while (reply.status === 200) reply = await viewer.get("/v1/workspace");
    return reply;
  },
  S3_ERROR: ({ workspace, damagedPdf }) => workspace.get(`/v1/pdfs/${damagedPdf}/content`),
};

async function prepareScene(running: RunningPdf): Promise<Scene> {
  const { service, openWorkspace, folder } = running;
  const { backend } = service;
  const workspace = await openWorkspace({ credits: 50 });
  const poor = await openWorkspace({ plan: "pro", credits: 0 });
  await poor.newDesign();
  const member = await workspace.signIn("editor");
  running.advance(16 * 60 * 1000);
  const expired = await backend.apiKeys.mint({ tenant: workspace.id, expiresAt: backend.clock() - 1 });
  const damagedDesign = await workspace.newDesign();
  await backend.store.sql`UPDATE pdf_design_versions SET page = '{' WHERE design_id = ${damagedDesign}`;
  const designId = await workspace.newDesign({ externalId: "erp-1" });
  const documents = [{ variables: invoice }];
  const { id: pendingJob } = (await workspace.post("/v1/jobs", { designId, documents })).json.data;
  const { id: intactPdf } = (await workspace.newPdf(designId)).json.data;
  const document = { designId, variables: invoice };
  const { id: damagedPdf } = (await workspace.post("/v1/pdfs", document, { "Idempotency-Key": "used" })).json.data;
  await writeFile(`${folder}/pdf/kept/${damagedPdf}`, "cut");
  return {
    running,
    workspace,
    poor,
    overdue: await openWorkspace({ subscription: "unpaid" }),
    free: await openWorkspace({ plan: "free" }),
    viewer: await openWorkspace({}, "viewer"),
    designId,
    damagedDesign,
    damagedPdf,
    intactPdf,
    pendingJob,
    expiredKey: expired.secret,
    expiredToken: member.token,
  };
}

/** Reads everything that costs money or storage. */
async function readCosts({ running: { service, folder } }: Scene): Promise<unknown> {
  const { store, creditLedger } = service.backend;
  const workspaces = await store.sql<{ id: string }>`SELECT id FROM pdf_workspaces ORDER BY id`;
  return {
    credits: await Promise.all(workspaces.map(({ id }) => creditLedger.read(store.sql, id))),
    ledger: await Promise.all(workspaces.map(({ id }) => creditLedger.history(store.sql, id))),
    documents: await store.sql`SELECT id FROM pdf_documents ORDER BY id`,
    moves: await store.sql`SELECT file_id FROM files_moves`,
    jobs: await store.sql`SELECT id FROM pdf_jobs`,
    files: (await readdir(`${folder}/pdf`, { recursive: true })).sort(),
    violations: await audit(store.sql),
  };
}

describe("a failed call", () => {
  onEveryEngine((running) => {
    it("changes no balance, ledger entry, document or file, whatever its code", async () => {
      expect(Object.keys(causes).concat("DATABASE_ERROR").sort()).toEqual([...pdf.codes].sort());
      const scene = await prepareScene(running());
      const before = await readCosts(scene);
      for (const [code, cause] of Object.entries(causes)) {
        const reply = await cause(scene);
        expect(reply.json.error?.code).toBe(code);
        expect(await readCosts(scene), code).toEqual(before);
      }
    });
  });
});
