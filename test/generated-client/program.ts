import { execFile } from "node:child_process";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = new URL("../../src/cli/main.ts", import.meta.url).pathname;

/** Result of a program. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the errata command in a folder. */
export function errata(args: readonly string[], cwd: string): Promise<Finished> {
  return run([program, ...args], cwd);
}

/** Compiles one file of a folder as a customer would, in strict mode. @returns the output of the compiler; empty without errors */
export async function compile(folder: string, file: string): Promise<string> {
  const compilerOptions = { declaration: false, isolatedDeclarations: false };
  const project = { extends: join(root, "tsconfig.json"), compilerOptions, files: [file], include: [] };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(project));
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  return (await run([tsc, "-p", folder, "--pretty", "false"], folder)).stdout;
}

/** Creates an empty folder inside the repository, where `errata` resolves as it does for a customer. */
export async function newFolder(): Promise<string> {
  await mkdir(join(root, ".errata"), { recursive: true });
  return mkdtemp(join(root, ".errata", "generated-"));
}

function run(args: readonly string[], cwd: string): Promise<Finished> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined };
    const child = execFile(process.execPath, args, { cwd, env, timeout: 120_000 }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}
