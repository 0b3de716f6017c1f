import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./cli.ts";

/**
 * Compiles files of a folder with a customer's strict settings.
 *
 * @param settings compiler options of the customer, such as those that a framework needs
 * @returns the compiler's output; empty on success
 */
export async function compile(folder: string, files: readonly string[], settings: object = {}): Promise<string> {
  const project = join(folder, "tsconfig.json");
  const ours = { declaration: false, isolatedDeclarations: false, types: ["node"], noUnusedLocals: false };
  const compilerOptions = { ...ours, ...settings };
  await writeFile(
    project,
    JSON.stringify({ extends: join(root, "tsconfig.json"), compilerOptions, files, include: [] }),
  );
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [tsc, "-p", project, "--pretty", "false"],
      { cwd: folder, timeout: 120_000 },
      (_, stdout) => resolve(stdout),
    );
  });
}
