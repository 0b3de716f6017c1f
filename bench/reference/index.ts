/** Measures how long the reference of a large contract takes to write, whether that grows linearly, and how Redocly compares. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { printTable, ratio } from "../table.ts";
import type { Build } from "./build.ts";
import { buildWithRedocly } from "./redocly.ts";

/** The requirement: 1,000 codes in 7 languages within 10 s and 500 MB. */
const target = { codes: 1_000, seconds: 10, megabytes: 500 };
/** Time and size per code may grow by this factor from 100 to 10,000 codes. Below, the start of the process dominates. */
const maxGrowth = 1.5;

const rows: string[][] = [];
const compared: string[][] = [];
const perCode = new Map<number, { readonly ms: number; readonly bytes: number }>();
let verdict = "";
for (const codes of [10, 100, 1_000, 10_000]) {
  const ours = await build(codes);
  const redocly = await buildWithRedocly(codes);
  const ms = (ours.seconds / codes) * 1_000;
  perCode.set(codes, { ms, bytes: ours.bytes / codes });
  rows.push([
    count(codes),
    count(ours.files),
    (ours.bytes / 1e6).toFixed(1),
    ours.seconds.toFixed(2),
    ms.toFixed(2),
    ours.megabytes.toFixed(0),
  ]);
  const shown = (value: number | undefined, digits: number): string => value?.toFixed(digits) ?? "failed";
  const relative = (own: number, other: number | undefined): string => (other === undefined ? "-" : ratio(own, other));
  compared.push([
    count(codes),
    shown(redocly?.seconds, 2),
    relative(ours.seconds, redocly?.seconds),
    shown(redocly?.megabytes, 0),
    relative(ours.megabytes, redocly?.megabytes),
    shown(redocly && redocly.bytes / 1e3, 0),
    (ours.pageBytes / 1e3).toFixed(0),
    relative(ours.pageBytes, redocly?.bytes),
  ]);
  if (codes === target.codes)
    verdict = ours.seconds <= target.seconds && ours.megabytes <= target.megabytes ? "met" : "MISSED";
}
printTable(["codes", "files", "MB written", "CPU s", "ms/code", "peak MB"], rows);
process.stdout.write(
  "\nRedocly's build-docs, which writes one page, for the same contract; ratios are ours to Redocly's:\n\n",
);
printTable(["codes", "CPU s", "ratio", "peak MB", "ratio", "page kB", "our page kB", "ratio"], compared);
const [small, large] = [perCode.get(100), perCode.get(10_000)];
const growth = small && large ? Math.max(large.ms / small.ms, large.bytes / small.bytes) : Number.NaN;
process.stdout.write(
  `
${count(target.codes)} codes in 7 languages: target ${target.seconds} s and ${target.megabytes} MB: ${verdict}
growth per code from 100 to 10,000 codes: ${growth.toFixed(2)}x: ${growth <= maxGrowth ? "linear" : "NOT LINEAR"}
`,
);

async function build(codes: number): Promise<Build> {
  const child = fork(fileURLToPath(new URL("build.ts", import.meta.url)), [String(codes)], {
    execArgv: process.execArgv,
  });
  const [result] = (await once(child, "message")) as [Build];
  return result;
}

function count(value: number): string {
  return value.toLocaleString("en");
}
