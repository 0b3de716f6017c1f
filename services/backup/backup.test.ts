import { existsSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, open, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqlite } from "errata/store/sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dicomFile, newUid } from "../testing/dicom-file.ts";
import { type HttpClient, httpClient } from "../testing/http-client.ts";
import { type Launched, launch, runProgram, runToEnd } from "../testing/launched.ts";
import { invoice } from "../testing/running-pdf.ts";

/** Time for tests that start several processes, in milliseconds: a busy machine needs 10 s for each. */
const severalStarts = 180_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "errata-backup-"));
});
afterAll(() => rm(folder, { recursive: true }));

const run = (verb: "backup" | "restore", args: readonly string[], data: string) =>
  runProgram("services/backup/main.ts", [verb, ...args], { ERRATA_DATA: data, ERRATA_POSTGRES: "" });

const apiOf = (launched: Launched, name: string, credential: string): HttpClient =>
  httpClient(launched.demo.apis[name]!.url, launched.demo.apis[name]!.credentials[credential]);

/** The tables with files that a backup contains. */
const knownTables = ["imaging_instances", "imaging_reports", "orders_files", "pdf_documents", "vision_images"];

/** Returns the tables that have the length and the hash of files. */
async function fileTables(path: string): Promise<unknown[]> {
  const store = await openSqlite({ path, migrations: [] });
  const tables = await store.sql`
    SELECT name FROM sqlite_master AS tables WHERE type = 'table' AND 3 = (
      SELECT COUNT(*) FROM pragma_table_info(tables.name) AS columns WHERE columns.name IN ('id', 'bytes', 'sha256'))
    ORDER BY name`;
  await store.close();
  return tables.map(({ name }) => name);
}

/** Uploads studies of a customer until it is stopped, and deletes every fifth. */
function uploadStudies(partner: HttpClient, studies: string) {
  const stored: string[] = [];
  let isStopped = false;
  const working = (async () => {
    for (let index = 0; !isStopped; index += 1) {
      const studyUid = newUid();
      const reply = await partner.send("POST", studies, dicomFile({ studyUid }), {
        "Content-Type": "application/dicom",
      });
      if (reply.status !== 201) break;
      if (index % 5 === 4) await partner.delete(`${studies}/${studyUid}`);
      else stored.push(studyUid);
    }
  })();
  return {
    stored,
    stop: async () => {
      isStopped = true;
      await working;
    },
  };
}

describe("npm run backup and npm run restore", () => {
  it(
    "restore everything that was acknowledged before a backup under load, for its owner only, and overwrite nothing",
    async () => {
      const [data, backup, restored] = ["data", "backup", "restored"].map((name) => join(folder, name));
      const launched = await launch(data!, { LOG_LEVEL: "fatal" });
      const partner = apiOf(launched, "imaging", "acme");
      const customer = { name: "A", email: "a@example.com", planId: "professional" };
      const { id } = (await partner.post("/v1/customers", customer)).json.data;
      const studies = `/v1/customers/${id}/studies`;
      const workspace = apiOf(launched, "pdf", "atlas");
      const designId = (await workspace.get("/v1/designs")).json.data.items[0].id;
      const pdf = (await workspace.post("/v1/pdfs", { designId, variables: invoice })).json.data;
      const content = (await workspace.get(`/v1/pdfs/${pdf.id}/content`)).text;
      const upload = uploadStudies(partner, studies);
      await expect.poll(() => upload.stored.length).toBeGreaterThan(10);

      const acknowledged = [...upload.stored];
      const { code, output } = await run("backup", [backup!], data!);
      await upload.stop();
      expect([code, output]).toEqual([0, expect.stringMatching(/^Backup complete: .* all checked\./m)]);
      expect(upload.stored.length).toBeGreaterThan(acknowledged.length);
      const entries = await readdir(backup!, { recursive: true, withFileTypes: true });
      expect(entries.map(({ name }) => name)).toEqual(
        expect.arrayContaining([
          "backup.json",
          "demo.json",
          "encryption.key",
          "errata.db",
          "operator-token",
          "support.db",
        ]),
      );
      const open = entries.filter((entry) => (statSync(join(entry.parentPath, entry.name)).mode & 0o077) !== 0);
      expect(open.map(({ name }) => name)).toEqual([]);
      expect(statSync(backup!).mode & 0o077).toBe(0);

      // No log remains: a restore copies the databases alone.
      expect(entries.map(({ name }) => name).filter((name) => name.endsWith("-wal"))).toEqual([]);
      const again = await run("backup", [backup!], data!);
      expect(again).toMatchObject({ code: 1, output: expect.stringContaining("to be a new or empty folder") });
      const over = await run("restore", [backup!], data!);
      expect(over).toMatchObject({ code: 1, output: expect.stringContaining("Nothing is ever overwritten") });
      expect(await launched.end("SIGTERM")).toBe(0);

      expect(await run("restore", [backup!], restored!)).toMatchObject({ code: 0 });
      const second = await launch(restored!, { LOG_LEVEL: "fatal" });
      expect(second.demo.apis.imaging!.credentials).toEqual(launched.demo.apis.imaging!.credentials);
      const found = apiOf(second, "imaging", "acme");
      for (const studyUid of acknowledged) expect((await found.get(`${studies}/${studyUid}`)).status).toBe(200);
      const documents = apiOf(second, "pdf", "atlas");
      expect((await documents.get(`/v1/pdfs/${pdf.id}/content`)).text).toBe(content);
      expect(await second.end("SIGTERM")).toBe(0);
      expect(await fileTables(join(restored!, "errata.db"))).toEqual(knownTables);
    },
    severalStarts,
  );

  it(
    "refuse a backup with a damaged or missing file, an incomplete one, and arguments that are missing",
    async () => {
      const [data, backup] = ["small", "small-backup"].map((name) => join(folder, name));
      const launched = await launch(data!, { LOG_LEVEL: "fatal" });
      const workspace = apiOf(launched, "pdf", "atlas");
      const designId = (await workspace.get("/v1/designs")).json.data.items[0].id;
      const pdf = (await workspace.post("/v1/pdfs", { designId, variables: invoice })).json.data;
      expect(await launched.end("SIGTERM")).toBe(0);
      expect(await run("backup", [backup!], data!)).toMatchObject({ code: 0 });
      writeFileSync(join(backup!, "files", "pdf", "kept", pdf.id), "another content");
      const damaged = await run("restore", [backup!], join(folder, "damaged"));
      expect(damaged).toMatchObject({
        code: 1,
        output: expect.stringContaining(`The file pdf/kept/${pdf.id} is damaged`),
      });
      expect(existsSync(join(folder, "damaged", "errata.db"))).toBe(false);
      await rm(join(backup!, "files", "pdf", "kept", pdf.id));
      const missing = await run("restore", [backup!], join(folder, "missing"));
      expect(missing).toMatchObject({
        code: 1,
        output: expect.stringContaining(`The file pdf/kept/${pdf.id} is missing, although the database refers to it.`),
      });
      await rm(join(backup!, "errata.db"));
      const empty = await run("restore", [backup!], join(folder, "empty"));
      expect(empty).toMatchObject({ code: 1, output: expect.stringContaining("found no valid errata.db in it") });
      await rm(join(backup!, "backup.json"));
      const incomplete = await run("restore", [backup!], join(folder, "incomplete"));
      expect(incomplete).toMatchObject({ code: 1, output: expect.stringContaining("to be a complete backup") });
      expect(await run("backup", [], data!)).toMatchObject({
        code: 2,
        output: expect.stringContaining("Usage: npm run backup"),
      });
      expect(await run("restore", ["--help"], data!)).toMatchObject({
        code: 0,
        output: expect.stringContaining("Examples:"),
      });
      const start = await runToEnd([], { ERRATA_DATA: join(folder, "damaged"), PORT: "0" });
      expect(start).toMatchObject({ code: 74, output: expect.stringContaining("errata.db is missing, although") });
    },
    severalStarts,
  );
});

describe("npm start on a damaged database", () => {
  it.each([
    ["deleted", async (path: string) => await rm(path), /errata\.db was deleted or moved/],
    [
      "overwritten",
      async (path: string) => writeFileSync(path, "x".repeat(100_000), { flag: "r+" }),
      /was overwritten/,
    ],
  ])(
    "exits with 74 within seconds when the file is %s, and says what to do",
    async (name, damage, message) => {
      const data = join(folder, `running-${name}`);
      const launched = await launch(data, { LOG_LEVEL: "fatal" });
      await damage(join(data, "errata.db"));
      expect(await launched.ended).toBe(74);
      expect(launched.output()).toMatch(message);
      expect(launched.output()).toContain("restore a backup into an empty folder");
    },
    severalStarts,
  );

  it(
    "exits with 74 when the log of a killed process is damaged, empty or missing",
    async () => {
      const data = join(folder, "killed");
      const log = join(data, "errata.db-wal");
      const launched = await launch(data, { LOG_LEVEL: "fatal" });
      await launched.end("SIGKILL");
      const { size } = statSync(log);
      expect(size).toBeGreaterThan(10_000);
      const file = await open(log, "r+");
      await file.write(Buffer.alloc(1_000, 0xa5), 0, 1_000, Math.floor(size / 2));
      await file.close();
      const environment = { ERRATA_DATA: data, PORT: "0" };
      const damaged = await runToEnd([], environment);
      expect(damaged).toMatchObject({
        code: 74,
        output: expect.stringMatching(/errata\.db-wal is damaged after \d+ of/),
      });
      const [, bytes] = /truncate -s (\d+)/.exec(damaged.output) ?? [];
      writeFileSync(log, "");
      const empty = await runToEnd([], environment);
      expect(empty).toMatchObject({ code: 74, output: expect.stringContaining("errata.db is empty, although") });
      await rm(log);
      const missing = await runToEnd([], environment);
      expect(missing).toMatchObject({
        code: 74,
        output: expect.stringContaining("errata.db-wal is missing, although"),
      });
      // As without a demo, where the key is not in the folder.
      await rm(join(data, "encryption.key"));
      await rm(join(data, "errata.db"));
      const keys = { ERRATA_DEMO: "0", ERRATA_ENCRYPTION_KEYS: Buffer.alloc(32).toString("base64") };
      expect(await runToEnd([], { ...environment, ...keys })).toMatchObject({
        code: 74,
        output: expect.stringContaining("errata.db is missing, although support.db exists"),
      });
      expect(Number(bytes)).toBeGreaterThan(0);
    },
    severalStarts,
  );
});
