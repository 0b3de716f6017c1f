import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import readXlsx from "read-excel-file/node";
import { expect, it } from "vitest";
import { launch } from "../testing/launched.ts";
import { orders } from "./contract.ts";
import { drawStates } from "./draw-states.ts";

const readme = await readFile(new URL("README.md", import.meta.url), "utf8");

it("the README shows the state machine as the code has it", () => {
  const [, shown] = /<!-- states -->\n([\s\S]*?)\n<!-- \/states -->/.exec(readme) ?? [];
  expect(shown).toBe(drawStates());
});

it("the commands of the README work as they stand, from top to bottom", async () => {
  const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block);
  const folder = await mkdtemp(join(tmpdir(), "errata-readme-"));
  const launched = await launch(join(folder, ".errata"), { LOG_LEVEL: "fatal" });
  try {
    await symlink(fileURLToPath(new URL("..", import.meta.url)), join(folder, "services"));
    const script = commands.join("\n").replaceAll("http://127.0.0.1:4000", launched.demo.url);
    const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", script], { cwd: folder });
    expect(stdout).toContain('"status":"confirmed"');
    expect(stdout).toContain('"report":{"rows":2');
    expect(stdout).toContain('"units":{"limit":100000,"used":1,');
    expect(stdout).toContain("HTTP/1.1 400 Bad Request");
    expect(stdout).toContain('"message":"The order is completed already."');
    expect(stdout).toContain('"message":"Der Auftrag ist bereits abgeschlossen."');
    const [{ data }] = (await readXlsx(await readFile(join(folder, "table.xlsx")))) as any;
    expect(data[1]).toEqual(["Ada", 12.5, new Date("2026-02-28T00:00:00Z")]);
  } finally {
    await launched.end("SIGTERM");
    await rm(folder, { recursive: true });
  }
});

it("the README names every code that is not in the published list and can still be met", () => {
  // The boundary knows these too, and no operation here can cause them: all answer any type, and take bodies without a length.
  const never = new Set(["NOT_ACCEPTABLE", "LENGTH_REQUIRED", "REQUEST_CANCELLED", "OPERATION_TIMEOUT"]);
  const met = Object.values(orders.toJSON().conditions ?? {}).filter((code) => !never.has(code));
  expect(met.filter((code) => !orders.entries.has(code) && !readme.includes(`\`${code}\``))).toEqual([]);
});
