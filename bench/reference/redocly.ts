import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openapi } from "errata/openapi";
import { recordedBodies } from "errata/reference";
import { apiWith } from "./large-api.ts";

/** The cost and the size of Redocly's build. */
export interface RedoclyBuild {
  readonly bytes: number;
  readonly seconds: number;
  readonly megabytes: number;
}

/** Redocly takes longer than this for very large documents. */
const limitMs = 180_000;

const program = fileURLToPath(new URL("../../node_modules/@redocly/cli/bin/cli.js", import.meta.url));

/** Writes the CPU time and the memory of a process to a file when it exits. */
const probe = `import { writeFileSync } from "node:fs";
process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeFileSync(process.env.USAGE, JSON.stringify({ seconds: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 }));
});`;

/** Builds the documentation of the same contract with Redocly. @returns undefined if it takes too long or fails */
export async function buildWithRedocly(codes: number): Promise<RedoclyBuild | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "errata-bench-redocly-"));
  try {
    const { api, recordings } = apiWith(codes);
    const [input, output, usage] = ["openapi.json", "index.html", "usage.json"].map((name) => join(folder, name));
    if (input === undefined || output === undefined || usage === undefined) return undefined;
    await writeFile(input, JSON.stringify(openapi(api, { examples: recordedBodies(recordings) }).document));
    const preload = `data:text/javascript,${encodeURIComponent(probe)}`;
    const env = { ...process.env, USAGE: usage, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
    const args = ["--import", preload, program, "build-docs", input, "-o", output];
    const child = spawn(process.execPath, args, { env, stdio: "ignore", timeout: limitMs });
    const [code] = await once(child, "exit");
    if (code !== 0) return undefined;
    const measured = JSON.parse(await readFile(usage, "utf8")) as Pick<RedoclyBuild, "seconds" | "megabytes">;
    return { ...measured, bytes: (await stat(output)).size };
  } finally {
    await rm(folder, { recursive: true });
  }
}
