import { expect, test } from "vitest";
import { loadDriver } from "./driver.ts";

function failWith(message: string, code: string): () => Promise<never> {
  return () => Promise.reject(Object.assign(new Error(message), { code }));
}

test("throws STORE_DRIVER_MISSING with the package to install when the driver is not installed", async () => {
  const load = failWith("Cannot find package 'libsql' imported from /app/index.js", "ERR_MODULE_NOT_FOUND");
  await expect(loadDriver("libsql", "errata/store/sqlite", load)).rejects.toMatchObject({
    code: "STORE_DRIVER_MISSING",
    message: expect.stringMatching(/"errata\/store\/sqlite" needs the package "libsql".*npm install libsql$/),
  });
});

test("rethrows the error of an installed driver that cannot be loaded", async () => {
  const load = failWith("Cannot find module '@libsql/linux-x64-gnu'", "MODULE_NOT_FOUND");
  await expect(loadDriver("libsql", "errata/store/sqlite", load)).rejects.toMatchObject({ code: "MODULE_NOT_FOUND" });
});
