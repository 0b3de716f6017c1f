import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Migrations, Store } from "errata/store";
import { openPostgres } from "errata/store/postgres";
import { openSqlite } from "errata/store/sqlite";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../testing/engines.ts";
import { type FaultyProxy, startProxy } from "../../testing/faulty-proxy.ts";
import { blockStore } from "../../testing/recording/faults.ts";
import { pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectPdfError, password, type RunningPdf, startPdf } from "../../testing/running-pdf.ts";
import { type S3Server, startS3 } from "../../testing/s3-server.ts";
import { workspaceKeys } from "../credentials/caller.ts";
import { cleanUp } from "../open-backend.ts";

const message = "Storage layer failed.";
const postgresUrl = process.env.ERRATA_TEST_POSTGRES ?? "";

/** Creates an engine whose store the test opens itself. */
function customEngine(
  open: (folder: string, migrations: readonly Migrations[], clock: () => number) => Promise<Store>,
): Engine {
  return {
    name: "a custom store",
    isAbsent: false,
    async open(migrations, clock) {
      const folder = await mkdtemp(join(tmpdir(), "errata-services-"));
      const store = await open(folder, migrations, clock);
      return {
        store,
        folder,
        async drop() {
          await store.close();
          await rm(folder, { recursive: true });
        },
      };
    },
  };
}

describe("DATABASE_ERROR", () => {
  recordsExchange(pdfDemo, "DATABASE_ERROR", {
    fault: "The database does not respond.",
    steps: [blockStore, as("atlas").get("/v1/workspace")],
  });

  describe("from the embedded store", () => {
    let running: RunningPdf;
    beforeAll(async () => {
      const engine = customEngine((folder, migrations, clock) =>
        openSqlite({ path: join(folder, "errata.db"), migrations, clock, waitTimeoutMs: 500 }),
      );
      running = await startPdf(engine);
    });
    afterAll(async () => {
      await running.stop();
      expect(running.occurrences.filter(({ undeclared }) => undeclared)).toEqual([]);
    });

    it("returns 500 for writes while the database is full, still reads, and recovers", async () => {
      const workspace = await running.openWorkspace();
      const designId = await workspace.newDesign();
      const { sql } = running.service.backend.store;
      const blocks = [{ type: "text", text: "x".repeat(9_000) }];
      const page = { blocks: Array.from({ length: 20 }, () => blocks[0]) };
      const design = { name: "Long", page, variables: { type: "object" } };
      // SQLite raises this to the current number of pages, so the database cannot grow.
      await sql`PRAGMA max_page_count = 1`;
      const reply = await workspace.post("/v1/designs", design);
      expectPdfError(reply, "DATABASE_ERROR", message);
      expect(reply.headers.get("retry-after")).toBeNull();
      expect(JSON.stringify([...reply.headers])).not.toMatch(/sqlite|full/i);
      expect(String(running.occurrences.at(-1)?.cause)).toContain("SQLITE_FULL");
      expect((await workspace.get(`/v1/designs/${designId}`)).status).toBe(200);
      await sql`PRAGMA max_page_count = 1073741823`;
      expect((await workspace.post("/v1/designs", design)).status).toBe(201);
    });

    it("returns 500 for every request that waits too long for a transaction, and recovers", async () => {
      const workspace = await running.openWorkspace({ credits: 3 });
      const designId = await workspace.newDesign();
      let finish = () => {};
      const long = running.service.backend.store.transaction(() => new Promise<void>((resolve) => (finish = resolve)));
      const replies = await Promise.all([
        workspace.get("/v1/designs"),
        workspace.newPdf(designId),
        running.client().post("/v1/sessions", { workspaceId: workspace.id, email: "ada@example.com", password }),
        running.client().get("/.well-known/jwks.json"),
      ]);
      for (const reply of replies) expectPdfError(reply, "DATABASE_ERROR", message);
      finish();
      await long;
      expect((await workspace.newPdf(designId)).status).toBe(201);
      expect((await workspace.get("/v1/credits")).json.data).toEqual({ available: 2, reserved: 0 });
    });
  });

  describe.skipIf(postgresUrl === "")("from PostgreSQL (ERRATA_TEST_POSTGRES)", () => {
    const schema = `errata_pdf_${crypto.randomUUID().replaceAll("-", "")}`;
    const admin = postgres(postgresUrl, { max: 1, onnotice: () => undefined });
    let running: RunningPdf;
    let database: FaultyProxy;
    let s3: S3Server;
    let objects: FaultyProxy;
    let onPut = () => {};
    beforeAll(async () => {
      const { hostname: host, port } = new URL(postgresUrl);
      database = await startProxy({ host, port: Number(port) || 5432 });
      s3 = await startS3();
      objects = await startProxy(s3, () => onPut());
      const url = new URL(postgresUrl);
      url.host = `127.0.0.1:${database.port}`;
      const engine = customEngine((_, migrations, clock) =>
        openPostgres({ url: url.href, schema, migrations, clock, commandTimeoutMs: 1_000 }),
      );
      running = await startPdf(engine, { s3: { url: s3.url(`127.0.0.1:${objects.port}`) } });
    });
    afterAll(async () => {
      await running.stop();
      await database.stop();
      await objects.stop();
      await s3.stop();
      await admin.unsafe(`DROP SCHEMA ${schema} CASCADE`);
      await admin.end();
      expect(running.occurrences.filter(({ undeclared }) => undeclared)).toEqual([]);
    });

    it.each(["refuse", "stall", "cut"] as const)(
      "returns 500, never a false 401, for keys, tokens, signing in and documents while connections %s, and recovers by itself",
      async (fault) => {
        const workspace = await running.openWorkspace();
        const member = await workspace.signIn("editor");
        const designId = await workspace.newDesign();
        await database.become(fault);
        const unknown = running.client(workspaceKeys.mint());
        const replies = await Promise.all([
          workspace.get("/v1/designs"),
          workspace.newPdf(designId),
          member.get("/v1/designs"),
          unknown.get("/v1/designs"),
          running.client().post("/v1/sessions", { workspaceId: workspace.id, email: member.email, password }),
        ]);
        for (const reply of replies) {
          expectPdfError(reply, "DATABASE_ERROR", message);
          expect(JSON.stringify([...reply.headers])).not.toMatch(/postgres|ECONN|127\.0\.0\.1/i);
        }
        await database.become("none");
        expect((await workspace.newPdf(designId)).status).toBe(201);
        expect((await member.get("/v1/designs")).status).toBe(200);
      },
    );

    it("returns 500 while the tables are missing, and recovers when they are back", async () => {
      const workspace = await running.openWorkspace();
      const designId = await workspace.newDesign();
      await admin.unsafe(`ALTER SCHEMA ${schema} RENAME TO ${schema}_away`);
      expectPdfError(await workspace.newPdf(designId), "DATABASE_ERROR", message);
      expectPdfError(await workspace.get("/v1/designs"), "DATABASE_ERROR", message);
      await admin.unsafe(`ALTER SCHEMA ${schema}_away RENAME TO ${schema}`);
      expect((await workspace.newPdf(designId)).status).toBe(201);
    });

    it("returns the credits and removes the object when the database goes down between reserving and charging", async () => {
      const workspace = await running.openWorkspace({ credits: 5 });
      const designId = await workspace.newDesign();
      const stored = await s3.keys();
      // Closes the connection, so that the next upload opens a new one, which is the moment to cut the database.
      await objects.become("none");
      onPut = () => void database.become("refuse");
      expectPdfError(await workspace.newPdf(designId), "DATABASE_ERROR", message);
      onPut = () => {};
      await database.become("none");
      running.advance(11 * 60 * 1000);
      await cleanUp(running.service.backend);
      expect((await workspace.get("/v1/credits")).json.data).toEqual({ available: 5, reserved: 0 });
      expect(await s3.keys()).toEqual(stored);
      expect((await workspace.get("/v1/pdfs")).json.data.items).toEqual([]);
      const { sql } = running.service.backend.store;
      expect(await sql`SELECT file_id FROM files_moves`).toEqual([]);
    });
  });
});
