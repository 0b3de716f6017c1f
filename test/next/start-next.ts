import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Occurrence } from "errata/server";
import type { RunningApp } from "../conformance/framework.ts";
import { startProgram } from "../conformance/other-process.ts";

/** A Next app for a test. */
export interface NextApp {
  /** Value of the header Access-Control-Allow-Origin of every response. */
  readonly origin: string;
  /** Writes `app/` and `proxy.js`, as JavaScript: Next would install what it needs for TypeScript. */
  write(folder: string): Promise<unknown>;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const program = createRequire(import.meta.url).resolve("next/dist/bin/next");
const production = { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
/** Turbopack compiles only files below its root, which has the packages. */
const root = fileURLToPath(new URL("../../", import.meta.url));

/** Builds an app with `next build`, and starts it with `next start`. @param record receives what the app records */
export async function startNext(
  { origin, write, env }: NextApp,
  record: (occurrence: Occurrence) => void = () => undefined,
): Promise<RunningApp> {
  const folder = await mkdtemp(fileURLToPath(new URL(".app-", import.meta.url)));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await write(folder);
    await writeFile(join(folder, "next.config.mjs"), configOf(origin));
    await promisify(execFile)(process.execPath, [program, "build", folder], { env: { ...process.env, ...production } });
    const args = [program, "start", folder, "-p", "0", "-H", "127.0.0.1"];
    const { port, close } = await startProgram(
      { command: process.execPath, args, env: { ...production, ...env } },
      record,
    );
    return { port, close: () => close().finally(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

function configOf(origin: string): string {
  const headers = [{ source: "/:path*", headers: [{ key: "Access-Control-Allow-Origin", value: origin }] }];
  // Minified code would take Turbopack a quarter longer to write, and so would a cache for the next build of a deleted folder.
  const omitted = { turbopackMinify: false, turbopackSourceMaps: false, turbopackFileSystemCacheForBuild: false };
  const experimental = { cpus: 1, ...omitted };
  // A compressor holds a part of a stream back, which is lost if the next part fails.
  const config = JSON.stringify({ compress: false, turbopack: { root }, experimental });
  return `export default { ...${config}, headers: async () => (${JSON.stringify(headers)}) };\n`;
}
