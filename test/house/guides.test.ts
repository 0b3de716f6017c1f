import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { format } from "node:util";
import { type AnyContract, conditions, kinds } from "errata";
import { builtInRules, diffRules, presets } from "errata/check";
import { builtInEnvelopes, compileEnvelope } from "errata/envelope";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type PageProgram, programsIn } from "./page-programs.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** Within the package, so that errata/… resolves to its sources. */
const folder = join(root, ".errata");
const written: string[] = [];

const pages = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
const programs = pages.flatMap((name) => programsIn(`docs/${name}`, read(name))).filter(({ isRun }) => isRun);

const documents = join(folder, `documents-${process.pid}`);

beforeAll(() => {
  mkdirSync(documents, { recursive: true });
  for (const name of ["DATABASE_FILE", "DATABASE_URL", "PORT"]) vi.stubEnv(name, undefined);
  vi.stubEnv("DOCUMENTS", documents);
});
afterAll(() => {
  vi.unstubAllEnvs();
  for (const path of [documents, ...written]) rmSync(path, { recursive: true, force: true });
});

describe("programs of the guides", () => {
  it.each(programs.map((program) => [`${program.path}:${program.line}`, program] as const))(
    "%s prints what the page shows",
    async (_, program) => {
      const { printed } = await run(program);
      if (program.output !== undefined) expect(printed).toBe(program.output);
    },
  );
});

describe.skipIf(!process.env.ERRATA_TEST_POSTGRES)("PostgreSQL", () => {
  const schema = `guides_${process.pid}`;

  afterAll(async () => {
    const sql = postgres(process.env.ERRATA_TEST_POSTGRES ?? "", { onnotice: () => undefined });
    await sql`DROP SCHEMA IF EXISTS ${sql(schema)} CASCADE`;
    await sql.end();
  });

  it("docs/complete-program.md prints the same as on SQLite", async () => {
    vi.stubEnv("DATABASE_URL", process.env.ERRATA_TEST_POSTGRES);
    vi.stubEnv("DATABASE_SCHEMA", schema);
    const [program] = programsIn("docs/complete-program.md", read("complete-program.md"));
    const { printed } = await run(program as PageProgram);
    expect(printed).toBe(program?.output);
  });
});

describe("guides of the adapters", () => {
  /** Adapters that are part of another guide, because they connect no framework or translate errors only. */
  const others = ["node", "orpc", "shared", "trpc"];
  const adapters = readdirSync(join(root, "src/adapters"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !others.includes(entry.name))
    .map(({ name }) => name);

  it.each(adapters)(
    "docs/%s.md shows the installation, one line, what changes, and three steps of a migration",
    (name) => {
      const headings = read(`${name}.md`).match(/^## .*/gm) ?? [];
      const required = ["## Install", "## One line", "## What changes", "## Guards", "## Migrate in three steps"];
      expect(headings.filter((heading) => required.includes(heading))).toEqual(required);
      expect(programs.map(({ path }) => path)).toContain(`docs/${name}.md`);
      expect(read(`${name}.md`).split("## Migrate in three steps")[1]?.match(/^\d\./gm)).toEqual(["1.", "2.", "3."]);
    },
  );
});

describe("tables of the guides", () => {
  it("docs/kinds.md lists every kind with its defaults", () => {
    const rows = Object.entries(kinds).map(([name, { status, statuses, grpc, retry, effect, remedy }]) => {
      const others = statuses.filter((other) => other !== status).join(", ");
      return `| \`${name}\` | ${status} | ${others} | ${grpc} | \`${retry}\` | \`${effect}\` | \`${remedy.action}\` by ${remedy.actor.replaceAll("_", " ")} |`;
    });
    expect(rowsOf("kinds.md", "| kind | status |")).toEqual(rows);
  });

  it("docs/conditions.md lists every condition with its default code and details", () => {
    const rows = Object.entries(conditions).map(([name, { code, status, kind, details }]) => {
      const names = Object.keys((details?.properties ?? {}) as object).map((detail) => `\`${detail}\``);
      return `| \`${name}\` | \`${code}\` | ${status} | \`${kind}\` | ${names.join(", ")} |`;
    });
    expect(rowsOf("conditions.md", "| condition | default code |")).toEqual(rows);
  });

  it("docs/check.md lists every rule with its severity, and every preset", () => {
    const rows = builtInRules.map(
      ({ id, severity, what, source }) => `| \`${id}\` | ${severity} | ${what} | ${source} |`,
    );
    expect(rowsOf("check.md", "| rule | severity |")).toEqual(rows);
    const purposes = Object.entries(presets).map(([name, { purpose }]) => `| \`${name}\` | ${purpose} |`);
    expect(rowsOf("check.md", "| preset | purpose |")).toEqual(purposes);
    expect(read("README.md")).toContain(`| ${builtInRules.length} rules for names`);
  });

  it("docs/diff.md lists every rule with its verdict", () => {
    const rows = Object.entries(diffRules).map(([name, { verdict, what }]) => `| \`${name}\` | ${verdict} | ${what} |`);
    expect(rowsOf("diff.md", "| rule | verdict | change |")).toEqual(rows);
  });

  it("docs/built-in-envelopes.md shows the body of every built-in envelope", async () => {
    const [program] = programsIn("docs/built-in-envelopes.md", read("built-in-envelopes.md"));
    const { exports } = await run(program as PageProgram);
    const shop = exports.shop as AnyContract & { readonly error: { readonly SOLD_OUT: { readonly entry: never } } };
    const shown = [...read("built-in-envelopes.md").matchAll(/^## ([\w+-]+)\n[\s\S]*?^```json\n([\s\S]*?)^```/gm)];
    const expected = Object.keys(builtInEnvelopes).map((name) => {
      const envelope = compileEnvelope(name, { name: shop.name, api: shop.name });
      return [name, envelope.example(shop.error.SOLD_OUT.entry, { details: { left: 2 }, requestId: "req_4f2a" })];
    });
    expect(shown.map(([, name, body = ""]) => [name, JSON.parse(body)])).toEqual(expected);
  });
});

/** The guide that lists every member of some interfaces, by their file. */
const documented: readonly (readonly [guide: string, source: string, names: readonly string[]])[] = [
  ["boundary.md", "server/boundary.ts", ["BoundaryOptions"]],
  ["boundary.md", "server/request/check-request.ts", ["RequestLimits", "OperationRules"]],
  ["boundary.md", "server/response/render-error.ts", ["RenderOptions"]],
  ["boundary.md", "server/translate/translate-error.ts", ["TranslateOptions"]],
  ["boundary.md", "server/returned-response.ts", ["ReturnedResponseOptions"]],
  ["contract.md", "contract/definition/contract-definition.ts", ["ContractDefinition"]],
  ["contract.md", "contract/entry/entry.ts", ["ErrorDefinition"]],
  ["contract.md", "contract/entry/api-error.ts", ["ApiErrorOptions"]],
  ["client.md", "client/client.ts", ["ClientOptions", "CallOptions"]],
  ["client.md", "client/retry/with-retries.ts", ["RetryOptions"]],
  ["client.md", "client/retry/decide.ts", ["DecideContext"]],
  ["api-keys.md", "guards/keys/api-keys.ts", ["ApiKeyOptions", "ApiKeyRefusals", "KeyDetails"]],
  ["api-keys.md", "guards/keys/key-format.ts", ["KeyFormatOptions"]],
  ["scopes.md", "guards/gates.ts", ["ScopeDetails"]],
  ["plans.md", "guards/gates.ts", ["PlanGateOptions", "PlanDetails", "PlanLimitDetails"]],
  ["rate-limits.md", "guards/rate-limit/rate-limit.ts", ["RateLimitOptions", "RatePolicy", "RateLimitDetails"]],
  ["credits.md", "guards/balances/credits.ts", ["CreditsOptions", "InsufficientDetails", "DuplicateDetails"]],
  ["storage-quotas.md", "guards/balances/storage-quota.ts", ["StorageQuotaOptions", "StorageDetails"]],
  ["uploads.md", "guards/upload/upload-guard.ts", ["UploadGuardOptions", "IncomingUpload", "WrongTypeDetails"]],
  ["idempotency.md", "guards/idempotency/idempotency.ts", ["IdempotencyOptions"]],
  ["idempotency.md", "guards/idempotency/idempotency-refusals.ts", ["IdempotencyRefusals"]],
  ["stores.md", "store/sqlite/open-sqlite.ts", ["SqliteOptions"]],
  ["stores.md", "store/postgres/open-postgres.ts", ["PostgresOptions"]],
  ["several-nodes.md", "store/windows/redis/redis-windows.ts", ["RedisWindowsOptions"]],
  ["logging.md", "server/record/occurrence.ts", ["Occurrence"]],
  ["testing.md", "testkit/expected-error.ts", ["ExpectedError"]],
  ["testing.md", "testkit/error-recorder.ts", ["ErrorRecorderOptions", "ErrorRecorder"]],
  ["testing.md", "testkit/fake-clock.ts", ["FakeClockOptions"]],
  ["check.md", "check/lint/check-contract.ts", ["CheckOptions", "CheckWaiver"]],
  ["diff.md", "check/diff/diff-contracts.ts", ["DiffOptions", "DiffWaiver"]],
  ["publishing-a-reference.md", "reference/reference.ts", ["ReferenceOptions"]],
  ["publishing-a-reference.md", "reference/recording.ts", ["Recording", "RecordedExchange"]],
];

describe("options in the guides", () => {
  it.each(documented)("docs/%s names every member of src/%s %j", (guide, source, names) => {
    const text = readFileSync(join(root, "src", source), "utf8");
    const page = read(guide);
    for (const name of names) {
      const [, members = ""] =
        new RegExp(`^export interface ${name}\\b[^{]*\\{\\n([\\s\\S]*?)^\\}`, "m").exec(text) ?? [];
      const declared = [...members.matchAll(/^ {2}readonly (\$?\w+)\??:/gm)].map(([, member = ""]) => member);
      expect(declared.length).toBeGreaterThan(0);
      expect(declared.filter((member) => !page.includes(member))).toEqual([]);
    }
  });
});

/** Runs a program in this process. @returns what it prints and exports */
async function run({ path, line, code }: PageProgram): Promise<{ printed: string; exports: Record<string, unknown> }> {
  const file = join(folder, `${path.replaceAll(/\W/g, "-")}-${line}-${process.pid}-${written.length}.ts`);
  written.push(file);
  writeFileSync(file, code);
  let printed = "";
  const log = vi.spyOn(console, "log").mockImplementation((...values: unknown[]) => {
    printed += `${format(...values)}\n`;
  });
  try {
    return { exports: await import(pathToFileURL(file).href), printed };
  } finally {
    log.mockRestore();
  }
}

/** Returns the rows of the table whose header starts with a text. */
function rowsOf(name: string, header: string): readonly string[] {
  const [, table = ""] = read(name).split(`\n${header}`);
  const [, , ...rows] = (table.split("\n\n")[0] ?? "").trimEnd().split("\n");
  return rows;
}

function read(name: string): string {
  return readFileSync(join(root, "docs", name), "utf8");
}
