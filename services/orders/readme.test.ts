import { readFile } from "node:fs/promises";
import { join } from "node:path";
import readXlsx from "read-excel-file/node";
import { expect, it } from "vitest";
import { codesMissingInReadme, runReadme } from "../testing/run-readme.ts";
import { orders } from "./contract.ts";
import {
  callerOperations,
  callerTable,
  isState,
  type Operation,
  serviceOperations,
  states,
  transitionsOf,
} from "./orders/state-machine.ts";

const readme = new URL("README.md", import.meta.url);

it("the README has the diagram and the table of the state machine", async () => {
  const [, section] = /<!-- states -->\n([\s\S]*?)\n<!-- \/states -->/.exec(await readFile(readme, "utf8")) ?? [];
  expect(section).toBe(`${diagram()}\n\n${table()}`);
});

it("the commands of the README work as written, from top to bottom, and when they are repeated", async () => {
  await runReadme(readme, async (stdout, folder, run) => {
    expect(stdout).toContain('"status":"confirmed"');
    expect(stdout).toContain('"report":{"rows":2');
    expect(stdout).toContain(`"units":{"limit":100000,"used":${run},`);
    expect(stdout).toContain("HTTP/1.1 400 Bad Request");
    expect(stdout).toContain('"message":"The order is already completed."');
    expect(stdout).toContain('"message":"Der Auftrag ist bereits abgeschlossen."');
    const [{ data }] = (await readXlsx(await readFile(join(folder, "table.xlsx")))) as any;
    expect(data[1]).toEqual(["Ada", 12.5, new Date("2026-02-28T00:00:00Z")]);
  });
}, 120_000);

it("the README lists every code outside the published list that the API can return", async () => {
  expect(await codesMissingInReadme(readme, orders)).toEqual([]);
});

/** Renders the transitions between states as a Mermaid diagram. */
function diagram(): string {
  const operations: readonly Operation[] = [...callerOperations, ...serviceOperations];
  const labels = new Map<string, Operation[]>();
  for (const operation of operations) {
    for (const from of states) {
      const to = transitionsOf(operation)[from];
      if (!isState(to) || to === from) continue;
      const arrow = `  ${from} --> ${to}`;
      labels.set(arrow, [...(labels.get(arrow) ?? []), operation]);
    }
  }
  const arrows = [...labels].map(([arrow, names]) => `${arrow}: ${names.join(", ")}`);
  return ["```mermaid", "stateDiagram-v2", "  [*] --> pending: create", ...arrows, "```"].join("\n");
}

/** Renders every caller operation in every state as a table. */
function table(): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rows = states.map((state) => {
    const cells = callerOperations.map((operation) => {
      const transition = callerTable[operation][state];
      if (!isState(transition)) return `\`${transition}\``;
      return transition === state ? "done" : `→ **${transition}**`;
    });
    return line([`**${state}**`, ...cells]);
  });
  return [line(["state", ...callerOperations]), line(["---", ...callerOperations.map(() => "---")]), ...rows].join(
    "\n",
  );
}
