/** Measures how much longer the compiler takes for a large contract than for a minimal one with the same libraries. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { contractSource, minimalSource } from "./generate.ts";

const rounds = 5;
const targetSeconds = 0.5;
const root = fileURLToPath(new URL("../..", import.meta.url));

const projects = {
  minimal: minimalSource(),
  "50 zod": contractSource({ codes: 400, operations: 200, codesPerOperation: 12, zodCodes: 50 }),
  "all zod": contractSource({ codes: 400, operations: 200, codesPerOperation: 12, zodCodes: 400 }),
};
type Project = keyof typeof projects;

interface Run {
  readonly seconds: number;
  readonly checkSeconds: number;
  readonly instantiations: number;
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), "errata-typecheck-")));
try {
  report(measure(folder));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Compiles the projects in turn, so that load on the machine affects all of them. */
function measure(folder: string): Map<Project, Run[]> {
  const names = Object.keys(projects) as Project[];
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  for (const name of names) write(join(folder, name), projects[name]);
  for (const name of names) compile(join(folder, name));
  const runs = new Map<Project, Run[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const name of names) runs.get(name)?.push(compile(join(folder, name)));
  return runs;
}

function write(folder: string, source: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, "index.ts"), source);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  const options = { noEmit: true, composite: false, declaration: false, isolatedDeclarations: false };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: join(root, "tsconfig.json"), compilerOptions: options, include: ["index.ts"] }),
  );
}

function compile(folder: string): Run {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const args = [compiler, "-p", folder, "--extendedDiagnostics"];
  const output = execFileSync(process.execPath, args, { encoding: "utf8", cwd: folder });
  const diagnostic = (name: string): number => Number(new RegExp(`^${name}:\\s+([\\d.]+)`, "m").exec(output)?.[1]);
  return {
    seconds: diagnostic("Total time"),
    checkSeconds: diagnostic("Check time"),
    instantiations: diagnostic("Instantiations"),
  };
}

function report(runs: Map<Project, Run[]>): void {
  const base = summary(runs.get("minimal") ?? []);
  console.log(
    "400 codes, 200 operations with 12 codes each; median of 5 interleaved runs, in seconds as reported by the compiler\n",
  );
  console.log("details     total   check   over minimal   instantiations   over minimal");
  for (const [name, list] of runs) {
    const { seconds, checkSeconds, instantiations } = summary(list);
    const cells = [
      name.padEnd(8),
      seconds.toFixed(3).padStart(8),
      checkSeconds.toFixed(3).padStart(7),
      (seconds - base.seconds).toFixed(3).padStart(14),
      String(instantiations).padStart(16),
      String(instantiations - base.instantiations).padStart(14),
    ];
    console.log(cells.join(" "));
  }
  const beyond = summary(runs.get("50 zod") ?? []).seconds - base.seconds;
  console.log(
    `\ntarget: less than ${targetSeconds} s over the minimal contract; measured ${beyond.toFixed(3)} s: ${beyond < targetSeconds ? "met" : "MISSED"}`,
  );
}

function summary(runs: readonly Run[]): Run {
  const median = (key: keyof Run): number => runs.map((run) => run[key]).sort((a, b) => a - b)[runs.length >> 1] ?? 0;
  return { seconds: median("seconds"), checkSeconds: median("checkSeconds"), instantiations: median("instantiations") };
}
