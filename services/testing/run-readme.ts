import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { AnyContract } from "errata";
import { launch } from "./launched.ts";

/**
 * Runs the commands of a README as written, from top to bottom, against a process that `npm start` runs. Then runs them
 * again with the same data, because readers repeat them.
 *
 * @param check receives the output of each run, the folder in which the commands ran, and the number of the run
 */
export async function runReadme(
  readme: URL,
  check: (stdout: string, folder: string, run: number) => void | Promise<void>,
): Promise<void> {
  const commands = [...(await readFile(readme, "utf8")).matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block);
  const folder = await mkdtemp(join(tmpdir(), "errata-readme-"));
  const launched = await launch(join(folder, ".errata"), { LOG_LEVEL: "fatal" });
  try {
    await symlink(fileURLToPath(new URL("..", import.meta.url)), join(folder, "services"));
    const script = commands.join("\n").replaceAll("http://127.0.0.1:4000", launched.demo.url);
    for (const run of [1, 2]) {
      const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", script], { cwd: folder });
      await check(stdout, folder, run);
    }
  } finally {
    await launched.end("SIGTERM");
    await rm(folder, { recursive: true });
  }
}

/** Conditions that no operation of the services can cause: they accept any response type and bodies without a length. */
const impossible = new Set(["NOT_ACCEPTABLE", "LENGTH_REQUIRED", "REQUEST_CANCELLED"]);

/** Returns the codes of the boundary's conditions that are neither documented entries nor named in the README. */
export async function codesMissingInReadme(readme: URL, contract: AnyContract): Promise<string[]> {
  const text = await readFile(readme, "utf8");
  const codes = Object.values(contract.toJSON().conditions ?? {});
  return codes.filter((code) => !contract.entries.has(code) && !impossible.has(code) && !text.includes(`\`${code}\``));
}
