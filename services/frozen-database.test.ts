import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Occurrence } from "errata/server";
import type { Store } from "errata/store";
import { openPostgres } from "errata/store/postgres";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openImagingApi } from "./imaging/api.ts";
import { imagingMigrations } from "./imaging/migrations.ts";
import { type Listening, listen, rootApp } from "./launch/index.ts";
import { openOrdersApi } from "./orders/api.ts";
import { ordersMigrations } from "./orders/migrations.ts";
import { openPdfApi } from "./pdf/api.ts";
import { pdfMigrations } from "./pdf/migrations.ts";
import { openScribeApi } from "./scribe/api.ts";
import { scribeMigrations } from "./scribe/migrations.ts";
import type { Api, ServiceEnvironment } from "./shared/api/index.ts";
import { type FaultyProxy, startProxy } from "./testing/faulty-proxy.ts";
import { httpClient } from "./testing/http-client.ts";
import { testSecrets } from "./testing/test-secrets.ts";
import { openVisionApi } from "./vision/api.ts";
import { visionMigrations } from "./vision/migrations.ts";

const postgresUrl = process.env.ERRATA_TEST_POSTGRES ?? "";
const responseDeadlineMs = 400;
const migrations = [
  ...new Set([...imagingMigrations, ...pdfMigrations, ...visionMigrations, ...ordersMigrations, ...scribeMigrations]),
];

describe.skipIf(postgresUrl === "")("while PostgreSQL is frozen (ERRATA_TEST_POSTGRES)", () => {
  const schema = `errata_frozen_${crypto.randomUUID().replaceAll("-", "")}`;
  const occurrences: Occurrence[] = [];
  const keys: Record<string, string> = {};
  let folder: string;
  let database: FaultyProxy;
  let store: Store;
  let apis: Api[];
  let server: Listening;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "errata-frozen-"));
    const { hostname: host, port } = new URL(postgresUrl);
    database = await startProxy({ host, port: Number(port) || 5432 });
    const url = Object.assign(new URL(postgresUrl), { host: `127.0.0.1:${database.port}` }).href;
    store = await openPostgres({ url, schema, migrations });
    const environment: ServiceEnvironment = {
      ...{ store, folder, responseDeadlineMs, secrets: testSecrets, onJobFailed: () => undefined },
      record: (occurrence) => void occurrences.push(occurrence),
    };
    apis = [];
    for (const open of [openImagingApi, openPdfApi, openVisionApi, openOrdersApi, openScribeApi]) {
      const api = await open(environment);
      apis.push(api);
      keys[api.name] = (await api.demo({})).credentials[0]?.secret ?? "";
    }
    server = await listen(rootApp(apis, environment.record), 0);
  });
  afterAll(async () => {
    await database.become("none");
    await server.close(1_000);
    for (const api of apis) await api.stop();
    await store.close();
    await database.stop();
    const admin = postgres(postgresUrl, { max: 1, onnotice: () => undefined });
    await admin.unsafe(`DROP SCHEMA ${schema} CASCADE`);
    await admin.end();
    await rm(folder, { recursive: true });
  });

  const client = (api: string) => httpClient(`${server.url}/${api}`, keys[api]);

  it.each([
    ["imaging", "/v1/plans"],
    ["pdf", "/v1/designs"],
    ["vision", "/v1/rules"],
    ["orders", "/v1/orders"],
    ["scribe", "/v1/patients"],
  ])("%s responds at the deadline, with a code of its contract that leaves the effect open", async (api, path) => {
    expect((await client(api).get(path)).status).toBe(200);
    await database.become("freeze");
    const started = performance.now();
    const reply = await client(api).get(path);
    const tookMs = performance.now() - started;
    await database.become("none");
    expect([reply.status, reply.headers.get("errata-code")?.toUpperCase()]).toEqual([504, "OPERATION_TIMEOUT"]);
    expect(tookMs).toBeLessThan(responseDeadlineMs + 2_000);
    expect(occurrences.find((occurrence) => occurrence.api === api)).toMatchObject({
      kind: "timeout",
      effect: "unknown",
    });
    expect((await client(api).get(path)).status).toBe(200);
  });

  it("a repetition with the same idempotency key finds out what became of the work, which was charged once", async () => {
    const imaging = client("imaging");
    const available = async (): Promise<number> => (await imaging.get("/v1/credits")).json.data.available;
    const before = await available();
    const customer = { name: "Example", email: `${crypto.randomUUID()}@example.com`, planId: "pocket" };
    const create = () =>
      imaging.send("POST", "/v1/customers", JSON.stringify(customer), {
        "Content-Type": "application/json",
        "Idempotency-Key": customer.email,
      });
    await database.become("freeze");
    expect((await create()).status).toBe(504);
    await database.become("none");
    await expect.poll(async () => (await create()).status, { timeout: 20_000 }).toBe(201);
    const cost = before - (await available());
    expect(cost).toBeGreaterThan(0);
    expect((await create()).status).toBe(201);
    expect(before - (await available())).toBe(cost);
    const { items } = (await imaging.get("/v1/customers")).json.data;
    expect(items.filter(({ email }: { email: string }) => email === customer.email)).toHaveLength(1);
  });
});
