import { execFile } from "node:child_process";
import { mkdir, mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root: string = fileURLToPath(new URL("../../..", import.meta.url));
/** Arguments with which Node runs the command. vitest.config.ts compiles it. */
export const main: readonly string[] = [
  "--conditions=errata-source",
  fileURLToPath(new URL("../main.ts", import.meta.url)),
];

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command as a child process. @param input standard input. @default empty */
export function cli(
  words: readonly string[],
  cwd: string = root,
  env: NodeJS.ProcessEnv = {},
  input = "",
): Promise<CliRun> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [...main, ...words],
      { cwd, env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...env }, timeout: 60_000 },
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}

/** Creates an empty folder within the repository, where `errata` resolves as it does for a customer. */
export async function newFolder(): Promise<string> {
  await mkdir(join(root, ".errata"), { recursive: true });
  return mkdtemp(join(root, ".errata", "cli-"));
}
