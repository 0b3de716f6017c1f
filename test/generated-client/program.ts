import { execFile } from "node:child_process";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = ["--conditions=errata-source", "--import", "tsx", join(root, "src", "cli", "main.ts")];

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in a folder. */
export function errata(words: readonly string[], cwd: string): Promise<Ended> {
  return end([...program, ...words], cwd);
}

/** Compiles one file of a folder as a customer would, strictly. @returns what the compiler says; empty when it is content */
export async function compile(folder: string, file: string): Promise<string> {
  const compilerOptions = { declaration: false, isolatedDeclarations: false };
  const project = { extends: join(root, "tsconfig.json"), compilerOptions, files: [file], include: [] };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(project));
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  return (await end([tsc, "-p", folder, "--pretty", "false"], folder)).stdout;
}

/** Makes an empty folder within the repository, where `errata` resolves as it does for a customer. */
export async function newFolder(): Promise<string> {
  await mkdir(join(root, ".errata"), { recursive: true });
  return mkdtemp(join(root, ".errata", "generated-"));
}

function end(words: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined };
    const child = execFile(process.execPath, words, { cwd, env, timeout: 120_000 }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}
