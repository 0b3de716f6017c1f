import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { format } from "node:util";
import { type AnyContract, conditions, kinds } from "errata";
import { builtInEnvelopes, compileEnvelope } from "errata/envelope";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type PageProgram, programsIn } from "./page-programs.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** Within the package, so that errata/… resolves to its sources. */
const folder = join(root, ".errata");
const written: string[] = [];

const pages = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
const programs = pages.flatMap((name) => programsIn(`docs/${name}`, read(name))).filter(({ isRun }) => isRun);

beforeAll(() => mkdirSync(folder, { recursive: true }));
afterAll(() => {
  for (const file of written) rmSync(file, { force: true });
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

  it("docs/envelopes.md shows the body of every built-in envelope", async () => {
    const [program] = programsIn("docs/envelopes.md", read("envelopes.md"));
    const { exports } = await run(program as PageProgram);
    const shop = exports.shop as AnyContract & { readonly error: { readonly SOLD_OUT: { readonly entry: never } } };
    const shown = [...read("envelopes.md").matchAll(/^### ([\w+-]+)\n[\s\S]*?^```json\n([\s\S]*?)^```/gm)];
    const expected = Object.keys(builtInEnvelopes).map((name) => {
      const envelope = compileEnvelope(name, { name: shop.name, api: shop.name });
      return [name, envelope.example(shop.error.SOLD_OUT.entry, { details: { left: 2 }, requestId: "req_4f2a" })];
    });
    expect(shown.map(([, name, body = ""]) => [name, JSON.parse(body)])).toEqual(expected);
  });
});

/** Runs a program in this process. @returns what it prints and exports */
async function run({ path, line, code }: PageProgram): Promise<{ printed: string; exports: Record<string, unknown> }> {
  const file = join(folder, `${path.replaceAll(/\W/g, "-")}-${line}-${process.pid}.ts`);
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
