import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");
let folder = "";

/** Installs Errata into an empty folder, with its dependencies and without its optional packages. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "errata-peers-"));
  const installed = join(folder, "node_modules", "errata");
  await mkdir(installed, { recursive: true });
  const { exports, ...manifest } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const entries = Object.entries<any>(exports).filter(([, entry]) => typeof entry === "object");
  await build({
    entryPoints: Object.fromEntries(
      entries.map(([name, entry]) => [name === "." ? "index" : name.slice(2), join(root, entry["errata-source"])]),
    ),
    outdir: installed,
    // The package contains what it needs of its development dependencies.
    external: [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)],
    ...({ bundle: true, splitting: true, platform: "node", format: "esm" } as const),
    jsx: "automatic",
    jsxImportSource: "hono/jsx",
  });
  const built = entries.map(([name]) => [name, `./${name === "." ? "index" : name.slice(2)}.js`]);
  await writeFile(
    join(installed, "package.json"),
    JSON.stringify({ ...manifest, exports: { ...Object.fromEntries(built), "./package.json": "./package.json" } }),
  );
  for (const name of Object.keys(manifest.dependencies))
    await cp(join(root, "node_modules", name), join(folder, "node_modules", name), { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a CommonJS program in the folder and returns what it prints as JSON. */
async function run(program: string): Promise<any> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--no-warnings", "--eval", program], { cwd: folder });
  return JSON.parse(stdout);
}

describe("in a folder without optional packages", () => {
  const content = "{ bytes: 4, read: async () => new Uint8Array([0, 1, 2, 3]) }";
  test.each([
    ["libsql", "errata/store/sqlite", 'openSqlite({ path: ":memory:", migrations: [] })'],
    ["postgres", "errata/store/postgres", 'openPostgres({ url: "postgres://localhost/none", migrations: [] })'],
    ["ioredis", "errata/store/redis", 'redisWindows({ url: "redis://localhost" })'],
    ["file-type", "errata/guards/upload", `detect(${content}, [])`],
    ["undici", "errata/client/undici", 'undiciFetch()("http://localhost/", {})'],
  ])("a call that needs %s reports how to install it", async (name, entry, call) => {
    const program = `(async () => (await import("${entry}")).${call})().catch(({ message }) => console.log(JSON.stringify(message)))`;
    expect(await run(program)).toContain(
      `"${entry}" needs the package "${name}", which is not installed. Run: npm install ${name}`,
    );
  });

  test.each(["import", "require"])(
    "%s() loads every entry point that needs none, and names the others' package",
    async (load) => {
      const found = await run(`
      const names = Object.keys(require("errata/package.json").exports).filter((name) => !name.endsWith(".json"));
      const reasons = {};
      (async () => {
        for (const name of names.map((each) => each.replace(".", "errata")))
          try {
            await ${load}(name);
          } catch (error) {
            reasons[name] = error.message;
          }
        console.log(JSON.stringify(reasons));
      })();`);
      const missing = (name: string) =>
        expect.stringMatching(new RegExp(`^Cannot find package '${name}' imported from \\S+/node_modules/errata/`));
      expect(found).toEqual({
        "errata/console": missing("hono"),
        "errata/elysia": missing("elysia"),
        "errata/h3": missing("h3"),
        "errata/hono": missing("hono"),
        "errata/mcp": missing("@modelcontextprotocol/sdk"),
        "errata/nest": missing("@nestjs/core"),
        "errata/orpc": missing("@orpc/client"),
        "errata/reference": missing("hono"),
        "errata/trpc": missing("@trpc/server"),
      });
    },
  );
});
