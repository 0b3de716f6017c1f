import { keyManagement } from "errata/guards";
import { openPostgres } from "errata/store/postgres";
import postgres from "postgres";
import { describe, expect, it } from "vitest";
import { startProxy } from "../testing/faulty-proxy.ts";
import { httpClient } from "../testing/http-client.ts";
import { expectRefused } from "../testing/running-scribe.ts";
import { serveApi } from "../testing/serve-api.ts";
import { scribeKeys } from "./accounts/account.ts";
import { openAccount } from "./accounts/open-account.ts";
import { openScribe } from "./api.ts";
import { scribeMigrations } from "./migrations.ts";

const postgresUrl = process.env.ERRATA_TEST_POSTGRES ?? "";

describe.skipIf(postgresUrl === "")("while PostgreSQL is down (ERRATA_TEST_POSTGRES)", () => {
  it("every request returns service_unavailable, never 401 or 404, and succeeds again afterwards", async () => {
    const { hostname, port } = new URL(postgresUrl);
    const proxy = await startProxy({ host: hostname, port: Number(port || 5432) });
    const schema = `errata_services_${crypto.randomUUID().replaceAll("-", "")}`;
    const url = Object.assign(new URL(postgresUrl), { hostname: "127.0.0.1", port: String(proxy.port) }).href;
    const engine = {
      ...{ name: "PostgreSQL behind a proxy", isAbsent: false },
      async open() {
        const store = await openPostgres({ url, schema, migrations: scribeMigrations });
        return { store, folder: "unused", drop: () => store.close() };
      },
    };
    const served = await serveApi(engine, scribeMigrations, async (environment) => {
      const service = openScribe(environment);
      return { api: service, service };
    });
    const { backend } = served.service;
    const tenant = await openAccount(backend, { name: "Clinic" });
    const management = keyManagement({
      format: scribeKeys,
      store: backend.store,
      keys: backend.keys,
      clock: backend.clock,
    });
    const [known, unknown] = [
      await management.mint({ tenant, scopes: ["*"] }),
      await management.mint({ tenant, scopes: ["*"] }),
    ];
    const [client, stranger] = [httpClient(served.url, known.secret), httpClient(served.url, unknown.secret)];
    const patient = (await client.post("/v1/patients", { name: "Ada" })).json;

    await proxy.become("refuse");
    const replies = [
      await client.get(`/v1/patients/${patient.id}`),
      await client.post("/v1/consultations", { consultationInternalId: "visit-1" }),
      await client.post("/v1/consultations/con_0/session-scribe"),
      await stranger.get("/v1/patients"),
    ];
    for (const reply of replies) {
      const message = "The service is temporarily unavailable.";
      expectRefused(reply, 503, { type: "api_error", code: "service_unavailable", message });
      expect(reply.headers.get("retry-after")).toBe("2");
    }
    expect(await client.post("/v1/patients", { name: "" })).toMatchObject({ status: 400 });

    await proxy.become("none");
    await expect
      .poll(async () => (await client.get(`/v1/patients/${patient.id}`)).status, { timeout: 10_000 })
      .toBe(200);
    expect((await client.get("/v1/consultations")).json.items).toEqual([]);
    expect((await stranger.get("/v1/patients")).json.items).toEqual([patient]);

    const admin = postgres(postgresUrl, { max: 1, onnotice: () => undefined });
    await served.stop();
    await admin.unsafe(`DROP SCHEMA ${schema} CASCADE`);
    await admin.end();
    await proxy.stop();
  });
});
