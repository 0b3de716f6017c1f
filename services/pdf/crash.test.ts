import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { audit } from "errata/store";
import { openSqlite } from "errata/store/sqlite";
import { expect, it } from "vitest";
import { readEncryptionKeys, secretBox } from "../shared/secrets/index.ts";
import { type HttpClient, httpClient } from "../testing/http-client.ts";
import { type Launched, launchOne } from "../testing/launched.ts";
import { invoice, renderPool } from "../testing/running-pdf.ts";
import { openPdf } from "./api.ts";
import { atlas } from "./demo.ts";
import { pdfMigrations } from "./migrations.ts";
import { cleanUp } from "./open-backend.ts";

const rounds = 2;
const batch = 10;

function clientOf({ demo }: Launched): HttpClient {
  const { url, credentials } = demo.apis.pdf!;
  return httpClient(url, credentials.atlas);
}

/** Generates documents until the service dies. @param made receives the ids of acknowledged documents */
async function generateUntilDeath(client: HttpClient, designId: string, made: Set<string>): Promise<void> {
  for (;;) {
    const reply = await client.post("/v1/pdfs", { designId, variables: invoice }).catch(() => undefined);
    if (reply?.status !== 201) return;
    made.add(reply.json.data.id);
  }
}

it("a service that was killed twice while it generated documents lost no acknowledged document, charged each once, and finished its jobs", async () => {
  const folder = await mkdtemp(join(tmpdir(), "errata-crash-"));
  const made = new Set<string>();
  const jobs: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const launched = await launchOne("pdf", folder);
    const client = clientOf(launched);
    const designId = (await client.get("/v1/designs")).json.data.items[0].id;
    const documents = Array.from({ length: batch }, () => ({ variables: invoice }));
    jobs.push((await client.post("/v1/jobs", { designId, documents })).json.data.id);
    const work = Array.from({ length: 4 }, () => generateUntilDeath(client, designId, made));
    await expect.poll(() => made.size, { timeout: 30_000, interval: 3 }).toBeGreaterThan(5 * (round + 1));
    expect(await launched.end("SIGKILL")).toBe("SIGKILL");
    await Promise.all(work);
  }
  await expectConsistent(folder, made, jobs);
  await rm(folder, { recursive: true });
}, 120_000);

async function expectConsistent(folder: string, made: ReadonlySet<string>, jobs: readonly string[]): Promise<void> {
  // 15 minutes later, when the leases and reservations of the killed process have expired.
  const clock = () => Date.now() + 15 * 60 * 1000;
  const store = await openSqlite({ path: join(folder, "errata.db"), migrations: pdfMigrations, clock });
  const secrets = secretBox(await readEncryptionKeys("", join(folder, "encryption.key")));
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

  const documents = await store.sql<{ id: string; credits: number }>`SELECT id, credits FROM pdf_documents`;
  const ids = new Set(documents.map(({ id }) => id));
  expect([...made].filter((id) => !ids.has(id))).toEqual([]);
  for (const job of jobs) {
    const items = await store.sql<{ state: string; document_id: string }>`
      SELECT state, document_id FROM pdf_job_items WHERE job_id = ${job}`;
    expect(items.filter(({ state, document_id }) => state === "done" && ids.has(document_id))).toHaveLength(batch);
  }
  const files = await readdir(join(folder, "files", "pdf", atlas.workspaceId));
  expect(files.filter((file) => file.endsWith(".pdf")).sort()).toEqual([...ids].map((id) => `${id}.pdf`).sort());
  const spent = documents.reduce((sum, { credits }) => sum + credits, 0);
  const balance = await service.backend.creditLedger.read(store.sql, atlas.workspaceId);
  expect(balance).toMatchObject({ available: 5_000 - spent, reserved: 0 });
  expect(await store.sql`SELECT object_key FROM pdf_object_moves`).toEqual([]);
  expect(await audit(store.sql)).toEqual([]);
  await store.close();
}
