import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { backUp, type Manifest } from "./back-up.ts";
import type { Progress } from "./data-files.ts";
import { restore } from "./restore.ts";

/** Time between two lines about the progress of a step, in milliseconds. */
const lineMs = 1_000;

const [verb = "", ...args] = process.argv.slice(2);
process.umask(0o077);
try {
  await run(verb, args);
} catch (error) {
  process.stderr.write(`npm run ${verb}: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function run(command: string, [folder, ...more]: readonly string[]): Promise<void> {
  if (folder === "--help" || folder === "-h" || folder === undefined || more.length > 0 || folder.startsWith("-")) {
    const help = await readFile(new URL(`${command}-help.txt`, import.meta.url), "utf8");
    if (folder === "--help" || folder === "-h") return void process.stdout.write(help);
    process.stderr.write(help);
    process.exitCode = 2;
    return;
  }
  if (process.env.ERRATA_POSTGRES)
    throw new Error(
      "ERRATA_POSTGRES is set. This command copies the embedded store; back up PostgreSQL and the files with their own tools, as docs/operate.md describes.",
    );
  const data = resolve(process.env.ERRATA_DATA || ".errata");
  const path = resolve(folder);
  if (command === "backup") describeBackup(path, await backUp(data, path, progressOf));
  else describeRestore(data, await restore(path, data, progressOf));
}

function describeBackup(path: string, { at, files, databaseBytes }: Manifest): void {
  print(
    `Backup complete: everything acknowledged before ${at}, ${files} files and a database of ${databaseBytes} bytes, all checked.`,
    `${path} contains encryption.key and the API keys of a demo, so anyone who can read the folder can read the data. Copy it to another machine.`,
    `Restore it into an empty folder: ERRATA_DATA=/path/to/folder npm run restore -- ${path}`,
  );
}

function describeRestore(data: string, { at, files }: Manifest): void {
  print(
    `Restored the data of ${at} with ${files} files into ${data}, all checked.`,
    `Start the service on it: ERRATA_DATA=${data} npm start`,
  );
}

function progressOf(step: string): Progress {
  let printedAt = performance.now();
  return (done) => {
    if (performance.now() - printedAt < lineMs) return;
    printedAt = performance.now();
    print(`${step}: ${done}`);
  };
}

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}
