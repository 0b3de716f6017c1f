import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { audit } from "errata/store";
import { openSqlite } from "errata/store/sqlite";
import { Hono } from "hono";
import { expect, it } from "vitest";
import { folderPlace } from "../shared/files/index.ts";
import { readEncryptionKeys, secretBox } from "../shared/secrets/index.ts";
import { type HttpClient, httpClient } from "../testing/http-client.ts";
import { type Launched, launchOne } from "../testing/launched.ts";
import { invoice, renderPool } from "../testing/running-pdf.ts";
import { openPdf, type PdfService } from "./api.ts";
import { atlas } from "./demo.ts";
import { pdfMigrations } from "./migrations.ts";
import { cleanUp } from "./open-backend.ts";

const rounds = 2;
const batch = 10;

function clientOf({ demo }: Launched): HttpClient {
  const { url, credentials } = demo.apis.pdf!;
  return httpClient(url, credentials.atlas);
}

/** The requests for documents, by Idempotency-Key, with the id of the document if it was acknowledged. */
type Sent = Map<string, string | undefined>;

/** Generates documents until the service dies. */
async function generateUntilDeath(client: HttpClient, designId: string, sent: Sent): Promise<void> {
  for (;;) {
    const key = crypto.randomUUID();
    sent.set(key, undefined);
    const body = { designId, variables: invoice };
    const reply = await client.post("/v1/pdfs", body, { "Idempotency-Key": key }).catch(() => undefined);
    if (reply?.status !== 201) return;
    sent.set(key, reply.json.data.id);
  }
}

const acknowledged = (sent: Sent): string[] => [...sent.values()].filter((id) => id !== undefined);

it("a service that was killed twice while it generated documents lost no acknowledged document, charged each once, also if its request is repeated, and finished its jobs", async () => {
  const folder = await mkdtemp(join(tmpdir(), "errata-crash-"));
  const sent: Sent = new Map();
  const jobs: string[] = [];
  let repeat: Repeat = { key: "", designId: "" };
  for (let round = 0; round < rounds; round += 1) {
    const launched = await launchOne("pdf", folder);
    const client = clientOf(launched);
    const designId = (await client.get("/v1/designs")).json.data.items[0].id;
    const documents = Array.from({ length: batch }, () => ({ variables: invoice }));
    jobs.push((await client.post("/v1/jobs", { designId, documents })).json.data.id);
    repeat = { key: launched.demo.apis.pdf?.credentials.atlas ?? "", designId };
    const work = Array.from({ length: 4 }, () => generateUntilDeath(client, designId, sent));
    await expect
      .poll(() => acknowledged(sent).length, { timeout: 30_000, interval: 3 })
      .toBeGreaterThan(5 * (round + 1));
    expect(await launched.end("SIGKILL")).toBe("SIGKILL");
    await Promise.all(work);
  }
  await expectConsistent(folder, sent, jobs, repeat);
  await rm(folder, { recursive: true });
}, 120_000);

/** How the requests are repeated: with this API key, for this design. */
interface Repeat {
  readonly key: string;
  readonly designId: string;
}

async function expectConsistent(folder: string, sent: Sent, jobs: readonly string[], repeat: Repeat): Promise<void> {
  // 15 minutes later, when the leases and reservations of the killed process have expired.
  const clock = () => Date.now() + 15 * 60 * 1000;
  const store = await openSqlite({ path: join(folder, "errata.db"), migrations: pdfMigrations, clock });
  const secrets = secretBox(await readEncryptionKeys("", folderPlace(folder), false));
  const service = await openPdf({
    store,
    secrets,
    clock,
    folder: join(folder, "files"),
    renderPool,
    passwordCost: 1_024,
  });
  while ((await service.worker.runOnce()) > 0);
  await cleanUp(service.backend);
  await expectRepeats(service, sent, repeat);

  const documents = await store.sql<{ id: string; credits: number }>`SELECT id, credits FROM pdf_documents`;
  const ids = new Set(documents.map(({ id }) => id));
  expect(documents).toHaveLength(sent.size + batch * jobs.length);
  for (const job of jobs) {
    const items = await store.sql<{ state: string; document_id: string }>`
      SELECT state, document_id FROM pdf_job_items WHERE job_id = ${job}`;
    expect(items.filter(({ state, document_id }) => state === "done" && ids.has(document_id))).toHaveLength(batch);
  }
  const files = await readdir(join(folder, "files", "pdf", "kept"));
  expect(files.sort()).toEqual([...ids].sort());
  const spent = documents.reduce((sum, { credits }) => sum + credits, 0);
  const balance = await service.backend.creditLedger.read(store.sql, atlas.workspaceId);
  expect(balance).toMatchObject({ available: 5_000 - spent, reserved: 0 });
  expect(await store.sql`SELECT file_id FROM files_moves`).toEqual([]);
  expect(await audit(store.sql)).toEqual([]);
  await store.close();
}

/** Repeats every request, also those that the service was working on when it died: each has one document. */
async function expectRepeats(service: PdfService, sent: Sent, { key: apiKey, designId }: Repeat): Promise<void> {
  const root = new Hono();
  service.mount(root);
  const body = JSON.stringify({ designId, variables: invoice });
  const made = new Set<string>();
  for (const [key, id] of sent) {
    const headers = { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json", "Idempotency-Key": key };
    const reply = await root.request("/pdf/v1/pdfs", { method: "POST", headers, body });
    const { data } = await reply.json();
    expect([reply.status, data.id]).toEqual([201, id ?? data.id]);
    made.add(data.id);
  }
  expect(made.size).toBe(sent.size);
}
