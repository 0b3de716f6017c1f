import { execFileSync } from "node:child_process";
import { balances, keys, type Migrations, type Sql, type SqlInput } from "errata/store";
import Database from "libsql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listCustomers } from "./imaging/customers/list-customers.ts";
import { listUsers } from "./imaging/customers/users.ts";
import { imagingMigrations } from "./imaging/migrations.ts";
import { listReports } from "./imaging/reports/list-reports.ts";
import { listInstances } from "./imaging/studies/list-instances.ts";
import { listStudies } from "./imaging/studies/list-studies.ts";
import { listTokens } from "./orders/accounts/issued-tokens.ts";
import { ordersMigrations } from "./orders/migrations.ts";
import { listOrders } from "./orders/orders/list-orders.ts";
import { listFiles } from "./orders/orders/uploaded-files.ts";
import { listDeliveries } from "./orders/webhooks/delivery.ts";
import { listWebhooks } from "./orders/webhooks/manage-webhooks.ts";
import { listDesigns } from "./pdf/designs/list-designs.ts";
import { listDocuments } from "./pdf/documents/list-documents.ts";
import { listJobs } from "./pdf/jobs/list-jobs.ts";
import { pdfMigrations } from "./pdf/migrations.ts";
import { listMembers } from "./pdf/workspaces/members.ts";
import { listUsage } from "./scribe/accounts/usage.ts";
import { listConsultations } from "./scribe/consultations/list-consultations.ts";
import { scribeMigrations } from "./scribe/migrations.ts";
import { listVersions } from "./scribe/notes/session-scribe.ts";
import { listPatients } from "./scribe/patients/list-patients.ts";
import { engines, type OpenedStore } from "./testing/engines.ts";
import { listAnalyses } from "./vision/analyses/analysis.ts";
import { listImages } from "./vision/images/image.ts";
import { visionMigrations } from "./vision/migrations.ts";
import { listRules } from "./vision/rules/rule.ts";
import { listSchemas } from "./vision/schemas/schema.ts";

/** Reads a page through `sql`. The rows do not matter, because statements are explained and not run. */
type ReadPage = (sql: Sql, page: any) => Promise<unknown>;

interface List {
  readonly read: ReadPage;
  /** Each filter by itself must be served by an index. */
  readonly filters?: Readonly<Record<string, unknown>>;
  /** Why conditions are checked row by row. */
  readonly checksRows?: string;
  /** Why the sorted rows are few. */
  readonly sorts?: string;
  /** The filter that finds at most one row. */
  readonly finds?: string;
  /** Why the list is short. */
  readonly isShort?: string;
}

const backend = (sql: Sql): any => ({ store: { sql }, clock: () => 1 });
const parent: any = { id: "t", accountId: "t", userId: "u", planId: "p", scopes: ["orders:any"] };
const own: any = { ...parent, scopes: [] };
const orderFilters = { status: "failed", type: "inspect" };

/** Every list of the APIs and of the library, by the file of its statement. */
const lists: readonly (List & { readonly file: string; readonly of?: string })[] = [
  {
    file: "imaging/customers/list-customers.ts",
    read: (sql, page) => listCustomers(backend(sql), parent, page),
    filters: { state: "active", planId: "p", email: "a@b.test" },
    checksRows: "a plan and an address are shared by few deleted customers",
  },
  { file: "imaging/customers/users.ts", read: (sql, page) => listUsers(backend(sql), parent, page) },
  {
    file: "imaging/studies/list-studies.ts",
    read: (sql, page) => listStudies(backend(sql), parent, page),
    filters: { modality: "CT" },
  },
  {
    file: "imaging/studies/list-instances.ts",
    read: (sql, page) => listInstances(backend(sql), parent, page),
    filters: { seriesUid: "1.3" },
  },
  {
    file: "imaging/reports/list-reports.ts",
    read: (sql, page) => listReports(backend(sql), parent, page),
    filters: { uploadedBy: "user", studyUid: "1.2" },
    checksRows: "an UID belongs to one study of a customer",
  },
  {
    file: "orders/orders/list-orders.ts",
    of: "an account",
    read: (sql, page) => listOrders(backend(sql), parent, page),
    filters: orderFilters,
  },
  {
    file: "orders/orders/list-orders.ts",
    of: "a user",
    read: (sql, page) => listOrders(backend(sql), own, page),
    filters: orderFilters,
  },
  {
    file: "orders/orders/uploaded-files.ts",
    read: (sql, page) => listFiles(backend(sql), parent, page),
    isShort: "an order has as many files as its quantity",
  },
  { file: "orders/webhooks/manage-webhooks.ts", read: (sql, page) => listWebhooks(backend(sql), parent, page) },
  {
    file: "orders/webhooks/delivery.ts",
    read: (sql, page) => listDeliveries(backend(sql), parent, page),
    filters: { status: "failed" },
  },
  {
    file: "orders/accounts/issued-tokens.ts",
    read: (sql, page) => listTokens(backend(sql), parent, page),
    checksRows: "expired tokens are deleted within seconds",
  },
  {
    file: "pdf/documents/list-documents.ts",
    read: (sql, page) => listDocuments(backend(sql), "t", page),
    filters: { designId: "d", externalId: "e" },
  },
  {
    file: "pdf/designs/list-designs.ts",
    read: (sql, page) => listDesigns(backend(sql), "t", page),
    filters: { externalId: "e" },
    finds: "externalId",
  },
  {
    file: "pdf/jobs/list-jobs.ts",
    read: (sql, page) => listJobs(backend(sql), "t", page),
    filters: { state: "running", designId: "d" },
    sorts: "the documents of the jobs of one page are counted",
  },
  {
    file: "pdf/jobs/list-jobs.ts",
    of: "finished jobs",
    read: (sql, page) => listJobs(backend(sql), "t", { ...page, state: "finished" }),
    sorts: "the documents of the jobs of one page are counted",
  },
  {
    file: "pdf/workspaces/members.ts",
    read: (sql, page) => listMembers(backend(sql), "t", page),
    filters: { email: "a@b.test", role: "viewer" },
    finds: "email",
  },
  { file: "scribe/accounts/usage.ts", read: (sql, page) => listUsage(backend(sql), "t", page) },
  {
    file: "scribe/patients/list-patients.ts",
    read: (sql, page) => listPatients(backend(sql), "t", page),
    filters: { patientInternalId: "i" },
    finds: "patientInternalId",
  },
  {
    file: "scribe/consultations/list-consultations.ts",
    read: (sql, page) => listConsultations(backend(sql), "t", page),
    filters: { consultationInternalId: "i", patientId: "p" },
    finds: "consultationInternalId",
  },
  {
    file: "scribe/notes/session-scribe.ts",
    read: (sql, page) => listVersions(sql, "t", "c", page).catch(() => undefined),
    isShort: "a consultation has few versions of its note",
  },
  {
    file: "vision/images/image.ts",
    read: (sql, page) => listImages(sql, parent, page),
    filters: { mediaType: "image/png" },
  },
  {
    file: "vision/rules/rule.ts",
    read: (sql, page) => listRules(sql, parent, page),
    filters: { name: "n" },
  },
  {
    file: "vision/schemas/schema.ts",
    read: (sql, page) => listSchemas(sql, parent, page),
    filters: { name: "n" },
  },
  {
    file: "vision/analyses/analysis.ts",
    read: (sql, page) => listAnalyses(sql, parent, page),
    filters: { imageId: "i" },
    checksRows: "the analyses of an image belong to one account",
  },
  {
    file: "errata/store: keys",
    read: (sql, { limit, cursor, scope, environments }) =>
      keys().page(sql, "t", { limit, after: cursor, scope, environments }),
    filters: { scope: "s", environments: ["live"] },
  },
  {
    file: "errata/store: keys",
    of: "several environments",
    read: (sql, { limit, cursor }) => keys().page(sql, "t", { limit, after: cursor, environments: ["live", "test"] }),
    sorts: "one page of each environment is sorted",
  },
  {
    file: "errata/store: balances",
    read: (sql, { limit, cursor: { createdAt: at, id } }) =>
      balances().history(sql, "t", { limit, before: { at, id } }),
  },
];

const migrations: readonly Migrations[] = [
  ...new Set([imagingMigrations, ordersMigrations, pdfMigrations, scribeMigrations, visionMigrations].flat()),
];

for (const engine of engines) {
  describe.skipIf(engine.isAbsent)(`lists on ${engine.name}`, () => {
    let opened: OpenedStore;
    let explain: (text: string, values: readonly SqlInput[]) => Promise<string>;
    beforeAll(async () => {
      opened = await engine.open(migrations, Date.now);
      explain = opened.store.engine === "sqlite" ? await explainSqlite(opened) : explainPostgres(opened);
    });
    afterAll(() => opened.drop());

    for (const list of lists) {
      const { file, of, read, filters = {} } = list;
      const name = of === undefined ? file : `${file} of ${of}`;
      for (const filter of [{}, ...Object.entries(filters).map(([key, value]) => ({ [key]: value }))]) {
        const by = Object.keys(filter).join();
        it(`read one page of ${name}${by && ` by ${by}`} from an index in its order`, async () => {
          const plans: string[] = [];
          const sql = explaining(
            opened.store.sql,
            async (text, values) => void plans.push(await explain(text, values)),
          );
          await read(sql, {
            limit: 20,
            cursor: { createdAt: 5, id: "x" },
            createdFrom: 1,
            createdBefore: 9,
            ...filter,
          });
          expect(plans.length).toBeGreaterThan(0);
          expectIndex(plans[0] ?? "", list, by);
        });
      }
    }
  });
}

it("every statement that reads a page is in the list of this test", () => {
  const found = execFileSync("git", ["grep", "-lF", `LIMIT $${"{limit + 1}"}`, "--", "*.ts", ":!*.test.ts"], {
    cwd: import.meta.dirname,
    encoding: "utf8",
  });
  const files = new Set(lists.map(({ file }) => file).filter((file) => file.endsWith(".ts")));
  expect(found.trim().split("\n").sort()).toEqual([...files].sort());
});

function expectIndex(plan: string, { checksRows, sorts, finds, isShort }: List, by: string): void {
  expect(plan).not.toMatch(/SCAN (?!CONSTANT|\(|page|j\b)|Seq Scan/);
  if (isShort !== undefined || (by !== "" && by === finds)) return;
  // The position of the page is a condition of the index, so rows before it are not read.
  expect(plan).toMatch(/\(\w*at, ?\w+\) ?<|ROW\(\w*at, \w+\) </);
  if (sorts === undefined) expect(plan).not.toMatch(/TEMP B-TREE|Sort/);
  if (checksRows === undefined) expect(plan).not.toMatch(/^\s*Filter:/m);
}

/** Returns a `sql` that explains statements. */
function explaining(sql: Sql, explain: (text: string, values: readonly SqlInput[]) => Promise<void>): Sql {
  const run = async (text: TemplateStringsArray, ...values: SqlInput[]): Promise<never[]> => {
    const flat = flatten(text, values);
    await explain(flat.text, flat.values);
    return [];
  };
  return Object.assign(run, { engine: sql.engine }) as Sql;
}

/** Returns the text with `?` for each value. */
function flatten(text: readonly string[], values: readonly SqlInput[]): { text: string; values: SqlInput[] } {
  let joined = text[0] ?? "";
  const flat: SqlInput[] = [];
  for (const [index, value] of values.entries()) {
    const part =
      typeof value === "object" && value !== null ? flatten(value.text, value.values) : { text: "?", values: [value] };
    joined += part.text + (text[index + 1] ?? "");
    flat.push(...part.values);
  }
  return { text: joined, values: flat };
}

/** Explains on a copy of the schema, because the embedded store cannot be closed after it explained a statement. */
async function explainSqlite({ store }: OpenedStore): Promise<(text: string) => Promise<string>> {
  const copy = new Database(":memory:");
  const schema = await store.sql<{ sql: string }>`
    SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type = 'table' DESC`;
  for (const { sql } of schema) copy.exec(sql);
  return async (text) =>
    (copy.prepare(`EXPLAIN QUERY PLAN ${text}`).all() as { detail: string }[]).map(({ detail }) => detail).join("\n");
}

/** Explains the plan for any values, without the plans that are cheaper for an empty table. */
function explainPostgres({ store }: OpenedStore): (text: string, values: readonly SqlInput[]) => Promise<string> {
  return async (text, values) => {
    const strings = `EXPLAIN ${text}`.split("?");
    const rows = await store.transaction(async (sql) => {
      for (const method of ["seqscan", "bitmapscan", "sort", "incremental_sort", "hashjoin", "mergejoin", "hashagg"]) {
        await sql(Object.assign([`SET LOCAL enable_${method} = off`], { raw: [] }));
      }
      return await sql(Object.assign(strings, { raw: strings }), ...values);
    });
    return rows.map((row) => String(Object.values(row)[0])).join("\n");
  };
}
