import { rename, rm, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { type KeyedRequest, keyedSuite } from "../testing/keyed-suite.ts";
import { invoice, onEveryEngine, password, type RunningPdf, type TestWorkspace } from "../testing/running-pdf.ts";
import { pdf } from "./contract.ts";
import { demoDesign } from "./designs/demo-design.ts";

const { externalId: _, ...design } = demoDesign;
const member = { email: "bob@example.com", name: "Bob", role: "viewer", password };

/** Counts the rows and the credits that a workspace has used. */
async function used({ service }: RunningPdf, { id }: TestWorkspace): Promise<number> {
  const { store, creditLedger } = service.backend;
  const [rows] = await store.sql<{ n: number }>`
    SELECT (SELECT COUNT(*) FROM pdf_designs WHERE workspace_id = ${id})
      + (SELECT COUNT(*) FROM pdf_members WHERE workspace_id = ${id})
      + (SELECT COUNT(*) FROM pdf_jobs WHERE workspace_id = ${id})
      + (SELECT COUNT(*) FROM pdf_documents WHERE workspace_id = ${id})
      + (SELECT COUNT(*) FROM errata_keys WHERE tenant = ${id}) AS n`;
  const { available, reserved } = await creditLedger.read(store.sql, id);
  const documents = await store.sql`SELECT id FROM pdf_documents WHERE workspace_id = ${id}`;
  expect([available + documents.length, reserved]).toEqual([1_000, 0]);
  return rows?.n ?? Number.NaN;
}

async function post(
  running: RunningPdf,
  path: string,
  body: object | ((designId: string) => object),
  other: object,
): Promise<KeyedRequest & { readonly workspace: TestWorkspace }> {
  const workspace = await running.openWorkspace();
  const sent = typeof body === "object" ? body : body(await workspace.newDesign());
  return {
    workspace,
    send: (headers) => workspace.post(path, sent, headers),
    sendOther: (headers) => workspace.post(path, { ...sent, ...other }, headers),
    count: () => used(running, workspace),
  };
}

const startJob = async (workspace: TestWorkspace, body: object): Promise<string> =>
  (await workspace.post("/v1/jobs", body)).json.data.id;

const newKey = async (running: RunningPdf) => ({
  ...(await post(running, "/v1/api-keys", { role: "viewer" }, { role: "editor" })),
  secret: ["data", "secret"],
});
const newPdf = (running: RunningPdf) =>
  post(running, "/v1/pdfs", (designId) => ({ designId, variables: invoice }), { fileName: "other.pdf" });

keyedSuite(
  pdf,
  onEveryEngine,
  {
    "POST /v1/members": (running) => post(running, "/v1/members", member, { password: `${password}!` }),
    "POST /v1/api-keys": newKey,
    "POST /v1/designs": (running) => post(running, "/v1/designs", design, { name: "Other" }),
    "POST /v1/pdfs": newPdf,
    "POST /v1/jobs": (running) =>
      post(running, "/v1/jobs", (designId) => ({ designId, documents: [{ variables: invoice }] }), {
        documents: [{ variables: {} }],
      }),
    "POST /v1/jobs/{jobId}/retry": async (running) => {
      const workspace = await running.openWorkspace();
      const body = { designId: await workspace.newDesign(), documents: [{ variables: {} }] };
      const [id, other] = [await startJob(workspace, body), await startJob(workspace, body)];
      while ((await running.service.worker.runOnce()) > 0);
      return {
        send: (headers) => workspace.post(`/v1/jobs/${id}/retry`, undefined, headers),
        sendOther: (headers) => workspace.post(`/v1/jobs/${other}/retry`, undefined, headers),
        count: async () => {
          const { items } = (await workspace.get("/v1/jobs?state=running")).json.data;
          return items.length;
        },
      };
    },
  },
  { malformed: "INVALID_INPUT", reused: "IDEMPOTENCY_KEY_REUSED", inProgress: "REQUEST_IN_PROGRESS" },
);

describe("an Idempotency-Key", () => {
  onEveryEngine((running) => {
    it("belongs to a workspace and an operation, and can be used again after a rejected request", async () => {
      const { openWorkspace } = running();
      const [workspace, other] = [await openWorkspace(), await openWorkspace()];
      const send = ({ post: send }: TestWorkspace, body: object) =>
        send("/v1/designs", body, { "Idempotency-Key": "k" });
      expect((await send(workspace, { ...design, variables: {} })).json.error.code).toBe("INVALID_INPUT");
      expect((await send(workspace, design)).status).toBe(201);
      expect((await send(other, { ...design, name: "Other" })).status).toBe(201);
      const key = await workspace.post("/v1/api-keys", { role: "viewer" }, { "Idempotency-Key": "k" });
      expect(key.status).toBe(201);
    });

    it("identifies requests whose JSON has the same values", async () => {
      const { send, workspace } = await newPdf(running());
      const first = await send({ "Idempotency-Key": "k" });
      const { designId } = first.json.data;
      const lines = `[{"price":59e-1,"quantity":4.0,"article":"\\u0050aper"}]`;
      const text = `{ "variables": {"lines": ${lines}, "customer": ${JSON.stringify(invoice.customer)},
        "number": "R-1001"}, "designId": "${designId}" }`;
      const headers = { "Content-Type": "application/json; charset=utf-8", "Idempotency-Key": "k" };
      const again = await workspace.send("POST", "/v1/pdfs", text, headers);
      expect([again.status, again.text]).toEqual([201, first.text]);
    });

    it("stores neither the secret of a key nor a fast hash of a password", async () => {
      const { store } = running().service.backend;
      const { send } = await newKey(running());
      const { secret } = (await send({ "Idempotency-Key": "secret" })).json.data;
      const { workspace } = await post(running(), "/v1/members", member, {});
      await workspace.post("/v1/members", member, { "Idempotency-Key": "secret" });
      const rows = await store.sql<{ fingerprint: string }>`SELECT * FROM errata_idempotency`;
      expect(JSON.stringify(rows)).not.toContain(secret);
      const weak = await workspace.post("/v1/members", member, { "Idempotency-Key": "secret" });
      expect(weak.headers.get("idempotent-replayed")).toBe("true");
    });

    it("returns 404 when its document or design was deleted, whose response is no longer stored", async () => {
      const { send, workspace } = await newPdf(running());
      const sendDesign = () => workspace.post("/v1/designs", { ...design, name: "Gone" }, { "Idempotency-Key": "d" });
      for (const [path, code, repeat] of [
        ["pdfs", "PDF_NOT_FOUND", () => send({ "Idempotency-Key": "d" })],
        ["designs", "DESIGN_NOT_FOUND", sendDesign],
      ] as const) {
        const { id } = (await repeat()).json.data;
        await workspace.delete(`/v1/${path}/${id}`);
        const { status, json } = await repeat();
        expect([status, json.error.code]).toEqual([404, code]);
      }
    });

    it("is free again after a failure of the object storage, and the repeat is charged once", async () => {
      const { send, count, workspace } = await newPdf(running());
      const before = await count();
      const folder = `${running().folder}/pdf`;
      await rename(folder, `${folder}.away`).catch(() => undefined);
      await writeFile(folder, "in the way");
      expect((await send({ "Idempotency-Key": "s3" })).json.error.code).toBe("S3_ERROR");
      await rm(folder);
      await rename(`${folder}.away`, folder).catch(() => undefined);
      expect(await count()).toBe(before);
      expect((await send({ "Idempotency-Key": "s3" })).status).toBe(201);
      expect((await send({ "Idempotency-Key": "s3" })).headers.get("idempotent-replayed")).toBe("true");
      expect((await workspace.get("/v1/credits")).json.data.available).toBe(999);
    });
  });
});
