import { readFile } from "node:fs/promises";
import { join } from "node:path";
import readXlsx from "read-excel-file/node";
import { expect, it } from "vitest";
import { codesMissingInReadme, runReadme } from "../testing/run-readme.ts";
import { orders } from "./contract.ts";
import { drawStates } from "./draw-states.ts";

const readme = new URL("README.md", import.meta.url);

it("the README shows the state machine of the code", async () => {
  const [, shown] = /<!-- states -->\n([\s\S]*?)\n<!-- \/states -->/.exec(await readFile(readme, "utf8")) ?? [];
  expect(shown).toBe(drawStates());
});

it("the commands of the README work as written, from top to bottom", async () => {
  await runReadme(readme, async (stdout, folder) => {
    expect(stdout).toContain('"status":"confirmed"');
    expect(stdout).toContain('"report":{"rows":2');
    expect(stdout).toContain('"units":{"limit":100000,"used":1,');
    expect(stdout).toContain("HTTP/1.1 400 Bad Request");
    expect(stdout).toContain('"message":"The order is completed already."');
    expect(stdout).toContain('"message":"Der Auftrag ist bereits abgeschlossen."');
    const [{ data }] = (await readXlsx(await readFile(join(folder, "table.xlsx")))) as any;
    expect(data[1]).toEqual(["Ada", 12.5, new Date("2026-02-28T00:00:00Z")]);
  });
}, 120_000);

it("the README names every code of a condition that is not in the published list", async () => {
  expect(await codesMissingInReadme(readme, orders)).toEqual([]);
});
