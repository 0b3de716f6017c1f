import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { audit, balances } from "errata/store";
import { openSqlite } from "errata/store/sqlite";
import { expect, it } from "vitest";
import { dicomFile } from "../testing/dicom-file.ts";
import { type HttpClient, httpClient } from "../testing/http-client.ts";
import { type Launched, launch, launchOne } from "../testing/launched.ts";
import { imagingMigrations } from "./migrations.ts";

const rounds = 10;
const concurrentUploads = 6;

function partnerOf({ demo }: Launched): HttpClient {
  const { url, credentials } = demo.apis.imaging!;
  return httpClient(url, credentials.acme);
}

/** Uploads files until the service dies, and adds the digests of the acknowledged ones. */
async function uploadUntilKilled(partner: HttpClient, path: string, acknowledged: Set<string>): Promise<void> {
  for (;;) {
    const file = dicomFile({ pixelBytes: 60_000 });
    const reply = await partner
      .send("POST", path, file, { "Content-Type": "application/dicom" })
      .catch(() => undefined);
    if (reply?.status !== 201) return;
    acknowledged.add(createHash("sha256").update(file).digest("hex"));
  }
}

it("loses no acknowledged file and keeps no partial file or reserved quota when it is killed ten times during uploads", async () => {
  const folder = await mkdtemp(join(tmpdir(), "errata-crash-"));
  const acknowledged = new Set<string>();
  let path = "";
  for (let round = 0; round < rounds; round += 1) {
    const launched = await launchOne("imaging", folder);
    const partner = partnerOf(launched);
    if (path === "") {
      const body = { name: "Crash", email: "crash@example.com", planId: "professional" };
      path = `/v1/customers/${(await partner.post("/v1/customers", body)).json.data.id}/studies`;
    }
    const uploads = Array.from({ length: concurrentUploads }, () => uploadUntilKilled(partner, path, acknowledged));
    const before = acknowledged.size;
    // Each round kills the process in another moment.
    await expect.poll(() => acknowledged.size, { interval: 5, timeout: 30_000 }).toBeGreaterThan(before + round);
    expect(await launched.end("SIGKILL")).toBe("SIGKILL");
    await Promise.all(uploads);
  }
  const last = await launch(folder, { LOG_LEVEL: "fatal" });
  expect((await partnerOf(last).get("/v1/usage")).json.data.instances).toBeGreaterThanOrEqual(acknowledged.size);
  expect(await last.end("SIGTERM")).toBe(0);
  await expectConsistent(folder, path.split("/")[3]!, acknowledged);
  await rm(folder, { recursive: true });
}, 240_000);

async function expectConsistent(folder: string, customerId: string, acknowledged: ReadonlySet<string>): Promise<void> {
  const store = await openSqlite({ path: join(folder, "errata.db"), migrations: imagingMigrations });
  const kept = join(folder, "files", "imaging", "kept");
  const rows = await store.sql<{ id: string; bytes: number; sha256: string }>`
    SELECT id, bytes, sha256 FROM imaging_instances`;

  expect(new Set(await readdir(kept))).toEqual(new Set(rows.map(({ id }) => id)));
  expect(await readdir(join(folder, "files", "imaging", "incoming"))).toEqual([]);
  for (const { id, bytes, sha256 } of rows) {
    const content = await readFile(join(kept, id));
    expect([content.byteLength, createHash("sha256").update(content).digest("hex")]).toEqual([bytes, sha256]);
  }
  const digests = new Set(rows.map(({ sha256 }) => sha256));
  expect([...acknowledged].filter((digest) => !digests.has(digest))).toEqual([]);

  // The restart released the reservations long before they would have expired.
  const { used, reserved } = await balances({ unit: "bytes" }).read(store.sql, customerId);
  expect({ used, reserved }).toEqual({ used: rows.reduce((sum, { bytes }) => sum + bytes, 0), reserved: 0 });
  expect(await store.sql`SELECT file_id FROM files_moves`).toEqual([]);
  expect(await audit(store.sql)).toEqual([]);
  await store.close();
}
