import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const entries = [
  "contract/index",
  "envelope/index",
  "store/index",
  "guards/index",
  "server/index",
  "server/adapter",
  "contract/faults/options",
  "client/index",
  "openapi/index",
  "reference/index",
  "check/index",
  "adopt/index",
  "support/index",
  "testkit/index",
  "cli/index",
];
const subEntries = [
  "contract/load",
  "store/sqlite",
  "store/postgres",
  "store/windows/redis",
  "adapters/node",
  "adapters/hono",
  "guards/upload",
];

/** A small tree that breaks no rule, including imports that look forbidden but are allowed. */
const clean: Record<string, string> = {
  ...Object.fromEntries(entries.map((entry) => [`src/${entry}.ts`, "export const a = 1;"])),
  ...Object.fromEntries(subEntries.map((entry) => [`src/${entry}/index.ts`, "export const a = 1;"])),
  "src/contract/kind.ts": "export type Kind = string;",
  "src/envelope/render.ts": 'import { a } from "../contract/index.ts"; export const b = a;',
  "src/store/sqlite/open.ts": 'import Database from "libsql"; import { a } from "../index.ts"; export { a, Database };',
  "src/store/suite.test.ts": 'import { a } from "./sqlite/index.ts"; import "vitest"; a;',
  "src/guards/keys.ts":
    'import { createHash } from "node:crypto"; import { a } from "../store/index.ts"; a; createHash;',
  "src/guards/limit.ts": "export type Limit = 1;",
  "src/guards/window.ts": 'import type { Limit } from "./limit.ts"; export type Window = Limit;',
  "src/guards/keys.test.ts": 'import { a } from "errata/store/sqlite"; import { a as b } from "errata/envelope"; a; b;',
  "src/adapters/hono/mount.ts":
    'import { Hono } from "hono"; import { a } from "../../server/adapter.ts"; export { a, Hono };',
  "src/reference/page.ts": 'import { Hono } from "hono"; import { a } from "../openapi/index.ts"; export { a, Hono };',
  "src/server/testing/index.ts": "export const a = 1;",
  "src/adapters/hono/mount.test.ts":
    'import { a } from "../../server/testing/index.ts"; import { a as b } from "errata/store"; a; b;',
  "src/cli/check.ts": 'import { a } from "../contract/index.ts"; import { a as b } from "errata/client"; a; b;',
  "services/imaging/main.ts": 'import { a } from "errata"; import { a as b } from "errata/store/sqlite"; a; b;',
  "services/launch/p1.ts": "export const a = 1;",
  "services/pdf/p1.ts": "export const a = 1;",
  "bench/errors/index.ts": 'import { a } from "errata/envelope"; a;',
};

/** One violation per rule: the rule, the file that breaks it, and its source. */
const violating: [rule: string, file: string, source: string][] = [
  ["arrow-contract", "src/contract/p1.ts", 'import { a } from "../store/index.ts"; a;'],
  ["arrow-envelope", "src/envelope/p1.ts", 'import type { a } from "../server/index.ts"; export type A = typeof a;'],
  ["arrow-store", "src/store/p1.ts", 'export * from "../contract/index.ts";'],
  ["arrow-guards", "src/guards/p1.ts", 'export const p1 = (): unknown => import("../envelope/index.ts");'],
  ["arrow-guards", "src/guards/p2.ts", 'import { a } from "errata/server"; a;'],
  ["arrow-guards", "src/guards/p3.test.ts", 'import { a } from "../server/index.ts"; a;'],
  ["arrow-server", "src/server/p3.ts", 'import { a } from "../guards/index.ts"; a;'],
  ["arrow-adapters", "src/adapters/node/p1.ts", 'import { a } from "../../client/index.ts"; a;'],
  ["adapter-module", "src/client/p3.ts", 'import { a } from "../server/adapter.ts"; a;'],
  ["arrow-envelope", "src/envelope/p2.ts", 'export type P = import("../guards/index.ts").A;'],
  ["arrow-client", "src/client/p1.ts", 'import { a } from "../server/index.ts"; a;'],
  ["arrow-openapi", "src/openapi/p1.ts", 'import { a } from "../server/index.ts"; a;'],
  ["arrow-reference", "src/reference/p1.ts", 'import { a } from "../store/index.ts"; a;'],
  ["arrow-check", "src/check/p1.ts", 'import { a } from "../store/index.ts"; a;'],
  ["arrow-adopt", "src/adopt/p1.ts", 'import { a } from "../check/index.ts"; a;'],
  ["arrow-support", "src/support/p1.ts", 'import { a } from "../client/index.ts"; a;'],
  ["arrow-testkit", "src/testkit/p1.ts", 'import { a } from "../store/index.ts"; a;'],
  ["arrow-cli", "src/cli/p1.ts", 'import { a } from "../guards/index.ts"; a;'],
  ["core-free", "src/client/p2.ts", 'import { readFileSync } from "node:fs"; readFileSync;'],
  ["folder-in-table", "src/misc/p1.ts", 'import { a } from "../contract/index.ts"; a;'],
  ["folder-by-index", "src/envelope/p3.ts", 'import type { Kind } from "../contract/kind.ts"; export type P = Kind;'],
  ["folder-by-index", "src/guards/p4.ts", 'import { a } from "../store/sqlite/index.ts"; a;'],
  ["sub-folder-by-name", "src/store/p2.ts", 'import { a } from "./sqlite/index.ts"; a;'],
  ["sub-folder-by-name", "src/store/postgres/p1.ts", 'import { a } from "../sqlite/index.ts"; a;'],
  ["src-alone", "src/guards/p5.ts", 'import "../../services/imaging/main.ts";'],
  ["customer-by-name", "services/imaging/p1.ts", 'import { a } from "../../src/store/index.ts"; a;'],
  ["service-alone", "services/imaging/p3.ts", 'import { a } from "../launch/p1.ts"; a;'],
  ["service-alone", "services/imaging/p4.ts", 'import { a } from "../pdf/p1.ts"; a;'],
  ["service-alone", "services/shared/p1.ts", 'import { a } from "../pdf/p1.ts"; a;'],
  ["customer-by-name", "examples/p1.ts", 'import { a } from "../src/contract/index.ts"; a;'],
  ["customer-by-name", "bench/errors/p1.ts", 'import { a } from "../../src/envelope/index.ts"; a;'],
  ["core-free", "src/contract/p2.ts", 'import { z } from "zod"; z;'],
  ["core-free", "src/contract/p3.ts", 'import type { z } from "zod"; export type Z = typeof z;'],
  ["core-free", "src/envelope/p4.ts", 'import { readFileSync } from "node:fs"; readFileSync;'],
  ["core-free", "src/server/p1.ts", 'import { Hono } from "hono"; Hono;'],
  ["core-free", "src/server/p2.ts", 'import { a } from "errata/node"; a;'],
  ["core-free", "src/contract/p4.ts", 'import { a } from "errata/load"; a;'],
  ["peer-in-sub-folder", "src/store/p3.ts", 'import Database from "libsql"; Database;'],
  ["cli-unimported", "src/guards/p6.ts", 'import { a } from "../cli/index.ts"; a;'],
  ["no-cycle", "src/guards/limit.ts", 'import type { Window } from "./window.ts"; export type Limit = Window;'],
  ["resolves", "services/imaging/p2.ts", 'import "errata/contract/kind";'],
];

interface Violation {
  readonly rule: string;
  readonly from: string;
}

const folder = mkdtempSync(join(tmpdir(), "errata-arrows-"));
let found: readonly Violation[];

beforeAll(() => {
  for (const path of ["package.json", ".dependency-cruiser.cjs", "scripts/arrows.json"]) {
    cpSync(join(root, path), join(folder, path));
  }
  linkPackages();
  write(clean);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the import rules", () => {
  test("accept a tree without violations", () => {
    expect(violations()).toEqual([]);
  });

  describe("in a tree with violations", () => {
    beforeAll(() => {
      write(Object.fromEntries(violating.map(([, file, source]) => [file, source])));
      found = violations();
    });

    test.each(violating)("%s rejects %s: %s", (rule, file) => {
      expect(found).toContainEqual({ rule, from: file });
    });

    test("reject nothing else", () => {
      const files = new Set(violating.map(([, file]) => file));
      expect(found.filter(({ from }) => !files.has(from))).toEqual([]);
    });
  });

  test("every rule is covered by a violation, for arrows one per existing folder", () => {
    const config = JSON.parse(
      node(["--print", `JSON.stringify(require("./.dependency-cruiser.cjs").forbidden)`], root),
    );
    const names: string[] = config.map(({ name }: { name: string }) => name);
    const existing = names.filter((name) => !name.startsWith("arrow-") || existsSync(join(root, "src", name.slice(6))));
    expect(existing.filter((name) => !violating.some(([rule]) => rule === name))).toEqual([]);
  });
});

function violations(): readonly Violation[] {
  const output = node([join(root, "scripts", "check", "arrows.mjs"), folder, "json"], folder);
  // If there are violations, the command's exit line follows the report.
  const report = JSON.parse(output.slice(0, output.lastIndexOf("}") + 1));
  return report.summary.violations.map(({ rule, from }: { rule: { name: string }; from: string }) => ({
    rule: rule.name,
    from,
  }));
}

function node(args: string[], cwd: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout;
}

function write(files: Record<string, string>): void {
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${source}\n`);
  }
}

/** Links the installed packages, with this tree instead of the library. */
function linkPackages(): void {
  mkdirSync(join(folder, "node_modules"));
  for (const name of readdirSync(join(root, "node_modules"))) {
    const target = name === "errata" ? folder : join(root, "node_modules", name);
    if (!name.startsWith(".")) symlinkSync(target, join(folder, "node_modules", name), "junction");
  }
}
