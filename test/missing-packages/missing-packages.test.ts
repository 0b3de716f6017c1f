import { expect, test } from "vitest";
import { errorWithoutPackage } from "./error-without-package.ts";

const content = "{ bytes: 4, read: async () => new Uint8Array([0, 1, 2, 3]) }";
const calls = [
  ["libsql", "errata/store/sqlite", 'openSqlite({ path: ":memory:", migrations: [] })'],
  ["postgres", "errata/store/postgres", 'openPostgres({ url: "postgres://localhost/none", migrations: [] })'],
  ["file-type", "errata/guards/upload", `detect(${content}, [])`],
  ["undici", "errata/client/undici", 'undiciFetch()("http://localhost/", {})'],
] as const;

test.each(calls)("reports that %s must be installed for %s", async (name, entryPoint, call) => {
  const program = `const entry = await import("${entryPoint}"); await entry.${call};`;
  const { message } = await errorWithoutPackage(name, program);
  expect(message).toContain(
    `"${entryPoint}" needs the package "${name}", which is not installed. Run: npm install ${name}`,
  );
});
