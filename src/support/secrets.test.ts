import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import postgres from "postgres";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { contract } from "../contract/index.ts";
import { boundary } from "../server/index.ts";
import { openSqlite } from "../store/sqlite/index.ts";
import { consolePages } from "./console/index.ts";
import { type ArchiveOptions, openSupport } from "./index.ts";
import { mcpServer } from "./mcp/index.ts";
import { supportDatabases } from "./testing/index.ts";

const clinic = contract({
  name: "clinic",
  version: "1.0.0",
  envelope: { code: "$code", message: "$message", details: "$details?" },
  errors: {
    PATIENT_CONFLICT: {
      kind: "conflict",
      when: "A patient with the same number exists.",
      message: "{patient} is registered already.",
      details: z.object({ patient: z.string(), diagnosis: z.string() }),
      private: ["diagnosis"],
    },
    FAILED: { kind: "internal", when: "An unexpected error occurred.", message: "Unexpected server error." },
  },
  operations: { "POST /patients": ["PATIENT_CONFLICT", "FAILED"] },
});
const token = "operator-token-of-the-tests";
const secrets = {
  key: "cli_live_4fK9xQ2mZ8vB1nT6yR3wL7pD5sH0jG2c",
  jwt: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhY21lIn0.c2lnbmF0dXJl",
  password: "hunter2-correct-horse",
  cookie: "session-cookie-value",
  idempotencyKey: "import-of-jane-doe",
  body: "allergic to penicillin",
  query: "insurance-4711",
  patient: "Jane Doe",
  diagnosis: "F41.1 anxiety disorder",
};
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe.each(supportDatabases.filter(({ isAbsent }) => !isAbsent))("on $name", (engine) => {
  test("no row, page or answer contains a key, a token, a body or health data of a request, also not after the account is erased", async () => {
    const { drop, ...database } = await engine.create();
    closing.push(drop);
    const support = await openSupport({ ...database, warn: () => undefined });
    closing.push(() => support.close());
    const api = boundary(clinic, { record: support.record, recordSuccess: support.recordSuccess });
    const send = async (thrown: unknown, agent = `clinic-app (token=${secrets.key})`): Promise<string> => {
      const request = new Request(`http://clinic.example/patients?insurance=${secrets.query}`, {
        method: "POST",
        headers: {
          ...{ authorization: `Bearer ${secrets.jwt}`, "x-api-key": secrets.key, cookie: `sid=${secrets.cookie}` },
          ...{ "idempotency-key": secrets.idempotencyKey, "user-agent": agent },
        },
        body: JSON.stringify({ note: secrets.body }),
      });
      const response = await api.handle(request, (_request, context) => {
        context.tenant = "practice_1";
        throw thrown;
      });
      return response.headers.get("x-request-id") ?? "";
    };
    const { patient, diagnosis, key } = secrets;
    const cause = new Error(
      `connect to postgres://app:${secrets.password}@db/clinic failed with Bearer ${secrets.jwt}`,
    );
    const conflict = await send(clinic.error.PATIENT_CONFLICT({ patient, diagnosis }, { cause }));
    const failed = await send(Object.assign(new Error(`api_key=${secrets.key}`, { cause }), { body: secrets.body }));
    // A text is cut after 200 characters, in the middle of the key.
    const cut = await send(
      clinic.error.FAILED(undefined, { note: `${"x".repeat(175)} ${key}` }),
      `${"x".repeat(175)} ${key}`,
    );
    await support.flush();
    const [stored] = (await support.find({ requestId: cut })).items;
    for (const text of [stored?.userAgent, stored?.note]) expect(text).not.toContain(key.slice(0, 12));

    const pages = consolePages({ archive: support, contracts: [clinic], token });
    const { items } = await support.find({ requestId: failed });
    const subjects = [`requests/${conflict}`, `requests/${failed}`, `keys/${items[0]?.keyHash}`, "tenants/practice_1"];
    const lists = ["", "watch?by=tenant", "live", "rows?since=1", "tenants", "codes/clinic/PATIENT_CONFLICT"];
    const shown: string[] = [await rowsOf(database)];
    for (const path of [...subjects, ...lists]) {
      const request = new Request(`http://clinic.example/console/${path}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      shown.push((await (await pages.handle(request))?.text()) ?? "");
    }
    for (const id of [conflict, failed, secrets.idempotencyKey]) shown.push(await lookUp(support, id));
    for (const text of shown) {
      expect(text.length).toBeGreaterThan(200);
      for (const [name, secret] of Object.entries(secrets))
        expect([name, text.includes(secret)]).toEqual([name, false]);
    }

    await send(clinic.error.PATIENT_CONFLICT({ patient, diagnosis }));
    // Also what waits for the next batch.
    expect(await support.erase("practice_1")).toBe(4);
    await support.flush();
    expect(await rowsOf(database)).not.toContain("practice_1");
  });
});

/** Returns the answer of the MCP server about a request. */
async function lookUp(archive: Parameters<typeof mcpServer>[0]["archive"], id: string): Promise<string> {
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await mcpServer({ contracts: [clinic], archive }).connect(ours);
  const client = new Client({ name: "test", version: "1.0.0" });
  await client.connect(theirs);
  const answer = await client.callTool({ name: "lookup_request", arguments: { id } });
  expect(answer.isError).not.toBe(true);
  await client.close();
  return JSON.stringify(answer);
}

/** Reads every row of every table that the archive has, as the engine stores it. */
async function rowsOf({ database, schema }: ArchiveOptions): Promise<string> {
  const tables = [
    "errata_occurrences",
    "errata_occurrence_hours",
    "errata_occurrence_tenants",
    "errata_occurrence_accounts",
    "errata_occurrence_writers",
  ];
  if (schema === undefined) {
    const store = await openSqlite({ path: database, migrations: [], shared: true });
    const rows: unknown[] = [];
    rows.push(
      await store.sql`SELECT * FROM errata_occurrences`,
      await store.sql`SELECT * FROM errata_occurrence_hours`,
    );
    rows.push(await store.sql`SELECT * FROM errata_occurrence_tenants`);
    rows.push(await store.sql`SELECT * FROM errata_occurrence_accounts`);
    rows.push(await store.sql`SELECT * FROM errata_occurrence_writers`);
    await store.close();
    return JSON.stringify(rows);
  }
  const sql = postgres(database, { max: 1, onnotice: () => undefined });
  const rows = await Promise.all(tables.map((table) => sql`SELECT * FROM ${sql(schema)}.${sql(table)}`));
  await sql.end();
  return JSON.stringify(rows);
}
