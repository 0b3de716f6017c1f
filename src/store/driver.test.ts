import { expect, test } from "vitest";
import { loadDriver } from "./driver.ts";
import { errorWithoutPackage } from "./testing/index.ts";

test.each([
  ["libsql", "sqlite", 'openSqlite({ path: ":memory:", migrations: [] })'],
  ["postgres", "postgres", 'openPostgres({ url: "postgres://localhost/none", migrations: [] })'],
])(
  "throws STORE_DRIVER_MISSING with the package to install when %s is not installed",
  {
    timeout: 30_000,
  },
  async (name, engine, call) => {
    const entry = new URL(`./${engine}/index.ts`, import.meta.url).href;
    const opened = `const { openSqlite, openPostgres } = await import(${JSON.stringify(entry)}); await ${call};`;
    expect(await errorWithoutPackage(name, opened)).toEqual({
      code: "STORE_DRIVER_MISSING",
      message: `STORE_DRIVER_MISSING: "errata/store/${engine}" needs the package "${name}", which is not installed. Run: npm install ${name}`,
    });
  },
);

test("rethrows the error of an installed driver that cannot be loaded", async () => {
  const cause = Object.assign(new Error("Cannot find module '@libsql/linux-x64-gnu'"), { code: "MODULE_NOT_FOUND" });
  await expect(loadDriver("libsql", "errata/store/sqlite", () => Promise.reject(cause))).rejects.toBe(cause);
});
